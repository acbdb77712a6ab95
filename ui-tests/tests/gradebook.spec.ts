import { expectAccessible } from '../helpers/axe';
import { GradebookPages } from '../helpers/gradebook';
import {
  INSTRUCTOR,
  handIn,
  hub,
  named,
  release,
  type IAssignment
} from '../helpers/hub';
import { look } from '../helpers/look';
import { expect, test } from '../helpers/test';

const FORMGRADER = '.jp-AutogradeFormgrader';

let assignment: IAssignment;

test.beforeAll(async () => {
  assignment = await release(named('Gradebook'));
  await handIn(assignment, 'ben', { '366': '365' });
  await handIn(assignment, 'chiara');
});

test('an instructor weighs, makes final, exports, and reads who changed what', async ({
  person
}) => {
  const page = await (await person(INSTRUCTOR)).logIn('services/autograde/');
  await page.waitForURL(`${hub().url}services/autograde/`);
  const pages = new GradebookPages(page.getByRole('main'));
  await pages.tab('Gradebook').click();
  await expect(pages.row('ben')).toBeVisible();

  // By keys alone: to ben's grade and to what changed it.
  await pages.root.getByRole('searchbox').fill('ben');
  await pages.grid.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('End');
  await expect(pages.pane('Chosen grade')).toContainText('Audit trail');
  await look(page, 'gradebook');
  await expectAccessible(page, FORMGRADER);

  await pages.button('Weights…').click();
  await pages.button('Add a category').click();
  const weights = pages.pane('Weights');
  await weights.getByLabel('Name of category 1').fill('Homework');
  await weights
    .getByLabel(`Category of ${assignment.name}`)
    .selectOption('Homework');
  await look(page, 'gradebook-weights');
  await expectAccessible(page, FORMGRADER);
  await pages.button('Use these weights').click();
  await expect(pages.row('ben')).toContainText('60 %');

  await pages.button('Make grades final…').click();
  await expect(pages.pane('Final grades')).toContainText('become final');
  await look(page, 'gradebook-final');
  await expectAccessible(page, FORMGRADER);
  await pages
    .pane('Final grades')
    .getByRole('button', { name: /^Make \d+ grades? final…$/ })
    .click();
  const question = page.getByRole('dialog');
  await question.getByRole('button', { name: 'Make final' }).click();
  await expect(pages.row('ben').getByRole('gridcell').nth(2)).toHaveText(
    '60 %'
  );

  const download = page.waitForEvent('download');
  await pages.button('Export').first().click();
  expect((await download).suggestedFilename()).toMatch(/-gradebook\.csv$/);

  await pages.row('ben').getByRole('gridcell').first().click();
  const detail = pages.pane('Chosen grade');
  await expect(detail).toContainText('– → 60 %');
  await pages.button('Take the final grade back…').click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: 'Take back' })
    .click();
  await expect(detail).toContainText('60 % → –');
});

test('people are listed, changed, and imported after a look', async ({
  person
}) => {
  const lab = await (await person(INSTRUCTOR)).lab();
  await lab.openFormgrader();
  const pages = new GradebookPages(lab.formgrader.root);
  await pages.tab('Students').click();
  await pages.row('ben').click();
  await expect(pages.pane('Chosen person')).toContainText('Extensions');
  await look(lab.page, 'students');
  await expectAccessible(lab.page, FORMGRADER);

  await pages.button('Import a roster…').click();
  const pane = pages.pane('Import');
  await pane.getByLabel('Or its text').fill('user,role,section\nben,student,N');
  await pane.getByRole('button', { name: 'What would change?' }).click();
  await expect(pane).toContainText('1 person changes');
  await look(lab.page, 'students-import');
  await pane.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(pages.row('ben')).toContainText('N');
});
