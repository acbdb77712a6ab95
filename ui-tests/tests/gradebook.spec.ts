import { readFileSync } from 'node:fs';
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
import { Keyboard } from '../helpers/keyboard';
import { look } from '../helpers/look';
import { expect, test } from '../helpers/test';

const FORMGRADER = '.jp-AutogradeFormgrader';

let assignment: IAssignment;
let other: IAssignment;

test.beforeAll(async () => {
  assignment = await release(named('Gradebook'));
  await handIn(assignment, 'ben', { '366': '365' });
  await handIn(assignment, 'chiara');
  other = await release(named('Another'));
  await handIn(other, 'ben');
});

test('an instructor weighs, makes final, exports, and reads who changed what, by keys alone', async ({
  person
}) => {
  const page = await (await person(INSTRUCTOR)).logIn('services/autograde/');
  await page.waitForURL(`${hub().url}services/autograde/`);
  const pages = new GradebookPages(page.getByRole('main'));
  const keys = new Keyboard(page);
  await keys.tabTo(pages.tab('Home'));
  await keys.tabTo(pages.tab('Gradebook'), 'ArrowRight');
  await expect(pages.row('ben')).toBeVisible();

  // To ben's grade and to what changed it.
  await keys.tabTo(pages.root.getByRole('searchbox'));
  await keys.type('ben');
  await keys.tabTo(pages.grid);
  await keys.press('ArrowDown');
  await keys.press('ArrowRight');
  await keys.press('End');
  await expect(pages.pane('Chosen grade')).toContainText('Audit trail');
  await look(page, 'gradebook');
  await expectAccessible(page, FORMGRADER);

  await keys.use(pages.button('Weights…'), 'Shift+Tab');
  const weights = pages.pane('Weights');
  await keys.use(weights.getByRole('button', { name: 'Add a category' }));
  await keys.tabTo(weights.getByLabel('Name of category 1'));
  await keys.type('Homework');
  await keys.tabTo(weights.getByLabel(`Category of ${assignment.name}`));
  // The list of a select goes to what is typed.
  await keys.type('Homew');
  await look(page, 'gradebook-weights');
  await expectAccessible(page, FORMGRADER);
  await keys.use(pages.button('Use these weights'));
  await expect(pages.row('ben')).toContainText('60 %');

  await keys.use(pages.button('Make grades final…'), 'Shift+Tab');
  const finals = pages.pane('Final grades');
  await expect(finals).toContainText('become final');
  await look(page, 'gradebook-final');
  await expectAccessible(page, FORMGRADER);
  await keys.use(
    finals.getByRole('button', { name: /^Make \d+ grades? final…$/ })
  );
  const question = page.getByRole('dialog');
  await keys.use(question.getByRole('button', { name: 'Make final' }));
  await expect(pages.row('ben').getByRole('gridcell').nth(2)).toHaveText(
    '60 %'
  );

  const download = page.waitForEvent('download');
  await keys.use(pages.button('Export').first(), 'Shift+Tab');
  expect((await download).suggestedFilename()).toMatch(/-gradebook\.csv$/);

  await keys.tabTo(pages.grid);
  // The first column: the student, with the total.
  await keys.press('Home');
  const detail = pages.pane('Chosen grade');
  await expect(detail).toContainText('– → 60 %');
  await keys.use(pages.button('Take the final grade back…'));
  await keys.use(
    page.getByRole('dialog').getByRole('button', { name: 'Take back' })
  );
  await expect(detail).toContainText('60 % → –');
});

test('people are listed, changed, and imported after a look, by keys alone', async ({
  person
}) => {
  const lab = await (await person(INSTRUCTOR)).lab();
  const keys = new Keyboard(lab.page);
  await keys.command(lab, 'Formgrader');
  const pages = new GradebookPages(lab.formgrader.root);
  await keys.tabTo(pages.tab('Home'));
  await keys.tabTo(pages.tab('Students'), 'ArrowRight');

  await keys.tabTo(pages.root.getByRole('searchbox'));
  await keys.type('ben');
  await keys.tabTo(pages.grid);
  await keys.press('ArrowDown');
  const chosen = pages.pane('Chosen person');
  await expect(chosen).toContainText('Extensions');
  await look(lab.page, 'students');
  await expectAccessible(lab.page, FORMGRADER);
  await keys.tabTo(chosen.getByLabel('Section'));
  await keys.press('ControlOrMeta+a');
  await keys.type('M');
  await keys.press('Enter');
  await expect(pages.row('ben')).toContainText('M');

  await keys.use(pages.button('Import a roster…'), 'Shift+Tab');
  const pane = pages.pane('Import');
  await keys.tabTo(pane.getByLabel('Or its text'));
  await keys.type('user,role,section');
  await keys.press('Enter');
  await keys.type('ben,student,N');
  await keys.use(pane.getByRole('button', { name: 'What would change?' }));
  await expect(pane).toContainText('1 person changes');
  await look(lab.page, 'students-import');
  await keys.use(pane.getByRole('button', { name: 'Import', exact: true }));
  await expect(pages.row('ben')).toContainText('N');
});

test('the lowest is dropped, and other systems get files as they read them', async ({
  person
}) => {
  const page = await (await person(INSTRUCTOR)).logIn('services/autograde/');
  const pages = new GradebookPages(page.getByRole('main'));
  await pages.tab('Gradebook').click();
  await pages.button('Weights…').click();
  const weights = pages.pane('Weights');
  // The two that are graded count by themselves, whatever else the course has.
  const category = weights.getByLabel(/^Name of category/).last();
  await pages.button('Add a category').click();
  await category.fill('Best of two');
  for (const { name } of [assignment, other]) {
    await weights
      .getByLabel(`Category of ${name}`, { exact: true })
      .selectOption('Best of two');
  }
  await pages.button('Use these weights').click();
  await expect(pages.row('ben')).toContainText('80 %');
  await weights.getByLabel('How many of Best of two are dropped').fill('1');
  await pages.button('Use these weights').click();
  await expect(pages.row('ben')).toContainText('100 %');
  await look(page, 'gradebook-dropped');

  const format = pages.root.getByRole('combobox', {
    name: 'Format of the file'
  });
  for (const [name, head] of [
    ['Moodle', 'Username,Email address,First name,Section'],
    ['Canvas', 'Student,ID,SIS User ID,SIS Login ID,Section'],
    ['Open edX', 'Student ID,Email,Username,Grade'],
    ['Questions of one assignment (CSV)', 'user,']
  ]) {
    await format.selectOption(name);
    const download = page.waitForEvent('download');
    await pages.button('Export').first().click();
    const lines = readFileSync(await (await download).path(), 'utf-8')
      .replace('\ufeff', '')
      .split(/\r?\n/);
    expect(lines[0]).toContain(head);
    expect(lines.filter(line => line.includes('ben'))).not.toHaveLength(0);
  }
});
