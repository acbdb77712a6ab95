import type { Locator } from '@playwright/test';
import { expectAccessible } from '../helpers/axe';
import { expectContrast } from '../helpers/contrast';
import { Formgrader } from '../helpers/formgrader';
import {
  INSTRUCTOR,
  SOURCE,
  chooseTheme,
  handIn,
  named,
  release,
  type IAssignment,
  type Theme
} from '../helpers/hub';
import { Keyboard } from '../helpers/keyboard';
import { look } from '../helpers/look';
import { expect, test } from '../helpers/test';

const STUDENT = 'amara';

let assignment: IAssignment;

test.beforeAll(async () => {
  assignment = await release(named('Accessible'));
  await handIn(assignment, STUDENT, { '366': '365' });
  await handIn(assignment, 'ben');
});

test.afterAll(async () => {
  await chooseTheme(STUDENT, 'light');
  await chooseTheme(INSTRUCTOR, 'light');
});

/** Both marks, that of a passed test and that of a failed one. */
async function expectMarksSeen(within: Locator): Promise<void> {
  for (const passed of ['true', 'false']) {
    const mark = within.locator(`.jp-AutogradeMark[data-passed="${passed}"]`);
    await expectContrast(mark);
  }
}

for (const theme of ['light', 'dark'] as Theme[]) {
  test(`axe finds nothing in what students see, ${theme}`, async ({
    person
  }) => {
    await chooseTheme(STUDENT, theme);
    const lab = await (await person(STUDENT)).lab();
    await lab.openAssignments();
    await expect(lab.assignments.state(assignment.name)).toHaveText('3/5');
    await look(lab.page, `a11y-assignments-${theme}`);
    await expectAccessible(lab.page, '.jp-AutogradeAssignments');

    const primary = lab.assignments.root.locator('[data-primary]');
    await expectContrast(primary);
    await primary.first().hover();
    await expectContrast(primary);

    const fetchButton = lab.assignments.fetchButton(assignment.name);
    if (await fetchButton.isVisible()) {
      await fetchButton.click();
    }
    await lab.assignments.openButton(assignment.name).click();
    await expect(lab.pill).toHaveText('3/5');
    await expectAccessible(lab.page, '.jp-AutogradePill');
    await lab.pill.click();
    await look(lab.page, `a11y-pill-${theme}`);
    await expectAccessible(lab.page, '.jp-AutogradePopover');
    await expectMarksSeen(lab.details);
    await lab.page.keyboard.press('Escape');

    await lab.submitButton.click();
    await look(lab.page, `a11y-submit-${theme}`);
    await expectAccessible(lab.page, '.jp-Dialog-body');
    await lab.dialogButton('Cancel').click();
    await lab.fetchButton.click();
    await look(lab.page, `a11y-fetch-${theme}`);
    await expectAccessible(lab.page, '.jp-Dialog-body');
    await lab.dialogButton('Cancel').click();
  });

  test(`axe finds nothing in what staff see, ${theme}`, async ({ person }) => {
    await chooseTheme(INSTRUCTOR, theme);
    const lab = await (await person(INSTRUCTOR)).lab(SOURCE);
    await lab.releaseButton.click();
    await lab.dialog.getByLabel('Assignment').fill(named(`Axe ${theme}`));
    await look(lab.page, `a11y-release-form-${theme}`);
    await expectAccessible(lab.page, '.jp-AutogradeRelease');
    await lab.dialogButton('Build and check').click();
    await expect(lab.dialog).toContainText('5/5');
    await look(lab.page, `a11y-release-report-${theme}`);
    await expectAccessible(lab.page, '.jp-AutogradeReport');
    await lab.dialogButton('Not now').click();

    await lab.openFormgrader();
    await expect(lab.formgrader.tab('Home')).toHaveAttribute(
      'aria-selected',
      'true'
    );
    await look(lab.page, `a11y-home-${theme}`);
    await expectAccessible(lab.page, '.jp-AutogradeFormgrader');
    await lab.formgrader.show('Submissions');
    await lab.formgrader.assignment(assignment.name).click();
    await lab.formgrader.row(STUDENT).click();
    await expect(lab.formgrader.question('q1')).toContainText('0/2');
    await look(lab.page, `a11y-formgrader-${theme}`);
    await expectAccessible(lab.page, '.jp-AutogradeFormgrader');
    await expectMarksSeen(lab.formgrader.detail);
  });

  test(`axe finds nothing on the page of the service, ${theme}`, async ({
    person
  }) => {
    const instructor = await person(INSTRUCTOR);
    const page = await instructor.logIn('services/autograde/');
    await page.emulateMedia({ colorScheme: theme });
    const formgrader = new Formgrader(page.getByRole('main'));
    await formgrader.show('Submissions');
    await formgrader.assignment(assignment.name).click();
    await formgrader.row(STUDENT).click();
    await expect(formgrader.question('q1')).toContainText('0/2');
    await look(page, `a11y-standalone-${theme}`);
    await expectAccessible(page, 'body');
    await expectMarksSeen(formgrader.detail);
  });
}

test('a student fetches, works, submits and reads the score by keyboard only', async ({
  person
}) => {
  const { name } = await release(named('By keyboard'));
  const lab = await (await person(STUDENT)).lab();
  const keys = new Keyboard(lab.page);

  await test.step('open the panel by the palette, fetch, open', async () => {
    await keys.command(lab, 'Assignments');
    await expect(lab.assignments.firstControl).toBeFocused();
    await keys.tabTo(lab.assignments.fetchButton(name));
    await keys.press('Enter');
    await expect(lab.assignments.state(name)).toHaveText('Fetched');
    // The notebook opens by itself, and has the focus.
    await lab.ready();
    await expect(lab.pill).toHaveText('Draft');
  });

  await test.step('edit a cell', async () => {
    const cell = lab.cell('answer = ...');
    await keys.stepTo('ArrowDown', cell, /jp-mod-active/);
    await keys.press('Enter');
    await keys.press('ControlOrMeta+a');
    await keys.type('answer = 366');
    await keys.press('Escape');
  });

  await test.step('submit by the palette and confirm', async () => {
    await keys.command(lab, 'Submit');
    await expect(lab.dialogButton('Submit')).toBeFocused();
    await keys.press('Enter');
    await expect(lab.pill).toHaveText('2/5');
  });

  await test.step('read the score behind the pill, and go back', async () => {
    // The toolbar is one stop of the Tab key.
    await keys.tabTo(lab.toolbar, 'Shift+Tab');
    await keys.tabTo(lab.submitButton, 'ArrowRight');
    await keys.press('ArrowRight');
    await expect(lab.pill).toBeFocused();
    await keys.press('Enter');
    await expect(lab.details).toBeFocused();
    await expect(lab.details).toContainText('2 of 5 points');
    await look(lab.page, 'a11y-keyboard');
    await keys.press('Escape');
    await expect(lab.details).toBeHidden();
    await expect(lab.pill).toBeFocused();
  });
});
