import type { Locator } from '@playwright/test';
import { expectAccessible } from '../helpers/axe';
import { expectContrast } from '../helpers/contrast';
import { CourseAssignments } from '../helpers/course-assignments';
import { Formgrader } from '../helpers/formgrader';
import { GradebookPages } from '../helpers/gradebook';
import {
  INSTRUCTOR,
  SOURCE,
  chooseTheme,
  handIn,
  handInMany,
  named,
  release,
  releaseFeedback,
  SKY,
  SKY_ANSWER,
  type IAssignment,
  type Theme
} from '../helpers/hub';
import { InsightPage } from '../helpers/insight';
import { Keyboard } from '../helpers/keyboard';
import { look } from '../helpers/look';
import { ManualGrading } from '../helpers/manual-grading';
import { resultOf } from '../helpers/question-results';
import { expect, test } from '../helpers/test';

const STUDENT = 'amara';

let assignment: IAssignment;
let essay: IAssignment;

test.beforeAll(async () => {
  assignment = await release(named('Accessible'));
  await handIn(assignment, STUDENT, { '366': '365' });
  await handIn(assignment, 'ben');
  essay = await release(named('Accessible essay'), 48, SKY);
  await handInMany(essay, SKY, SKY_ANSWER, ['The sea.', 'The sea.']);
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

/** Choose the attempt of which one test passed; others come in what students do. */
async function showFirstAttempt(formgrader: Formgrader): Promise<void> {
  await formgrader.root
    .getByRole('checkbox', { name: /^Only the newest/ })
    .uncheck();
  await formgrader.row(STUDENT).filter({ hasText: '#1' }).click();
}

for (const theme of ['light', 'dark'] as Theme[]) {
  test(`axe finds nothing in what students see, ${theme}`, async ({
    person
  }) => {
    await chooseTheme(STUDENT, theme);
    // What was handed in here in the other theme is not the newest.
    await handIn(assignment, STUDENT, { '366': '365' });
    await releaseFeedback(assignment);
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

    const result = resultOf(lab.page, 'q1');
    await expect(result).toContainText('0/2');
    await result.scrollIntoViewIfNeeded();
    await expectAccessible(lab.page, '.jp-AutogradeResult');

    const { dialog, page } = lab;
    /** Look at a dialog, close it, and be where it was opened. */
    const inDialog = async (
      opener: Locator,
      name: string,
      title: string | RegExp,
      closing = 'Close'
    ): Promise<void> => {
      await opener.focus();
      await page.keyboard.press('Enter');
      await expect(dialog.locator('.jp-Dialog-header')).toContainText(title);
      await look(page, `a11y-${name}-${theme}`);
      await expectAccessible(page, '.jp-Dialog-content');
      await lab.dialogButton(closing).click();
      await expect(dialog).toHaveCount(0);
      await expect(opener).toBeFocused();
    };
    const { assignments } = lab;
    const { name } = assignment;
    await inDialog(lab.submitButton, 'submit', /^Submit “/, 'Cancel');
    await inDialog(lab.fetchButton, 'fetch', /^Fetch “/, 'Cancel');
    await inDialog(assignments.checkButton(name), 'check', /^Check of/);
    await inDialog(assignments.attemptsButton(name), 'attempts', name);
    await inDialog(assignments.askButton(name), 'ask', name);

    // Nothing but white space and a longer word differ: what is asked, and its receipt.
    await lab.submit();
    await lab.notifications
      .getByRole('button', { name: 'Show receipt' })
      .click();
    await expect(dialog).toContainText('Receipt');
    await look(page, `a11y-receipt-${theme}`);
    await expectAccessible(page, '.jp-Dialog-content');
    await lab.dialogButton('Close').click();
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
    const { formgrader, page } = lab;
    const { root } = formgrader;
    const sound = async (name: string): Promise<void> => {
      await look(page, `a11y-${name}-${theme}`);
      await expectAccessible(page, '.jp-AutogradeFormgrader');
    };
    await expect(formgrader.tab('Home')).toHaveAttribute(
      'aria-selected',
      'true'
    );
    await expect(root).toContainText(essay.name);
    await sound('home');

    await formgrader.show('Assignments');
    const dates = new CourseAssignments(root);
    await dates.row(essay.name).click();
    await expect(dates.pane).toContainText('Versions');
    await dates.button('Close…').click();
    await expect(dates.question('Close the assignment?')).toBeFocused();
    await sound('assignments-page');

    await formgrader.show('Submissions');
    await formgrader.assignment(assignment.name).click();
    await showFirstAttempt(formgrader);
    await expect(formgrader.question('q1')).toContainText('0/2');
    await sound('formgrader');
    await expectMarksSeen(formgrader.detail);

    const manual = new ManualGrading(root);
    await manual.tab.click();
    await formgrader.assignment(essay.name).click();
    await expect(manual.answer).toContainText('The sea.');
    await sound('manual');

    await new InsightPage(root).open(assignment);
    await sound('insight');

    const grades = new GradebookPages(root);
    await formgrader.show('Students');
    await grades.row('ben').click();
    await expect(grades.pane('Chosen person')).toContainText('Extensions');
    await grades.button('Import a roster…').click();
    await expect(grades.pane('Import')).toBeVisible();
    await sound('students');

    await formgrader.show('Gradebook');
    await expect(grades.row('ben')).toBeVisible();
    await sound('gradebook');
    await grades.button('Weights…').click();
    await expect(grades.pane('Weights')).toBeVisible();
    await sound('weights');
    await grades.button('Make grades final…').click();
    const finals = grades.pane('Final grades');
    await expect(finals).toContainText('become final');
    const final = finals.getByRole('button', {
      name: /^Make \d+ grades? final…$/
    });
    await final.click();
    await expectAccessible(page, 'dialog');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: 'Cancel' })
      .click();
    await expect(final).toBeFocused();

    await lab.openLive();
    await look(page, `a11y-live-${theme}`);
    await expectAccessible(page, '.jp-AutogradeLive');
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
    await showFirstAttempt(formgrader);
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
