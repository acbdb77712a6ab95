import { CourseAssignments } from '../helpers/course-assignments';
import { Formgrader } from '../helpers/formgrader';
import { GradebookPages } from '../helpers/gradebook';
import { hub, INSTRUCTOR } from '../helpers/hub';
import { InsightPage } from '../helpers/insight';
import { ManualGrading } from '../helpers/manual-grading';
import { expect, test } from '../helpers/test';
import { closeHints, take } from './take';

const WORDS = 'Words and accounts';
const WEATHER = 'The weather of a year';

test('the Formgrader, page by page', async ({ person }) => {
  const lab = await (await person(INSTRUCTOR)).lab();
  const { formgrader, page } = lab;
  await lab.openFormgrader();
  // Room for what is to be seen.
  await page.keyboard.press('ControlOrMeta+b');
  await expect(formgrader.todo(WEATHER, 'need a manual grade')).toBeVisible();
  await closeHints(formgrader.root);
  await take(page, 'formgrader-home');

  await formgrader.show('Assignments');
  const assignments = new CourseAssignments(formgrader.root);
  await assignments.row(WEATHER).click();
  await expect(assignments.pane).toContainText('Versions');
  await take(page, 'formgrader-assignments');
  await assignments.button('Preview as a student').click();
  const preview = formgrader.root.getByRole('region', { name: /^Preview of/ });
  await expect(preview).toBeFocused();
  await take(page, 'formgrader-preview');
  await page.keyboard.press('Escape');

  await formgrader.show('Submissions');
  await formgrader.assignment(WORDS).click();
  // Handed in late, and nothing for the other assignment.
  await formgrader.row('jonas').waitFor();
  await formgrader.row('emma').click();
  await expect(formgrader.question('q4')).toContainText('0/3');
  await take(page, 'formgrader-submissions');
  await formgrader.root.getByRole('grid').focus();
  await page.keyboard.press('ControlOrMeta+a');
  const button = (name: string) =>
    page.getByRole('button', { name, exact: true }).last();
  await button('Regrade…').click();
  await button('Regrade').click();
  const regrade = formgrader.root.getByRole('region', { name: 'Regrade' });
  await expect(regrade).toContainText(/\d+ up, \d+ down/);
  await take(page, 'formgrader-regrade');
  await regrade.getByRole('button', { name: 'Discard…' }).click();
  await button('Discard').click();
  await expect(regrade).toHaveCount(0);

  const manual = new ManualGrading(formgrader.root);
  await manual.tab.click();
  await formgrader.assignment(WEATHER).click();
  await manual.student.selectOption({ label: 'grace' });
  await expect(manual.answer).toContainText(/\w/);
  await expect(manual.points).toBeVisible();
  await take(page, 'formgrader-manual');

  const people = new GradebookPages(formgrader.root);
  await people.tab('Students').click();
  await people.row('emma').click();
  await expect(people.pane('Chosen person')).toContainText('Extensions');
  await take(page, 'formgrader-students');

  await people.tab('Gradebook').click();
  await people.row('jonas').getByRole('gridcell').nth(3).click();
  await expect(people.pane('Chosen grade')).toContainText('Audit trail');
  await take(page, 'formgrader-gradebook');

  const insight = new InsightPage(formgrader.root);
  await formgrader.show('Insight');
  await formgrader.assignment(WORDS).click();
  await take(
    page,
    'formgrader-insight',
    insight.chart('Hand-ins over time').locator('svg')
  );
});

test('the settings', async ({ person }) => {
  const lab = await (await person(INSTRUCTOR)).lab();
  await lab.openSettings();
  await expect(lab.page.getByText('Open what was fetched')).toBeVisible();
  await take(lab.page, 'settings');
});

test('a release is proved before it is confirmed', async ({ person }) => {
  const lab = await (
    await person(INSTRUCTOR)
  ).lab('sources/words-and-accounts.ipynb');
  await lab.releaseButton.click();
  await lab.dialog.getByLabel('Assignment').fill('Words, next term');
  await lab.dialogButton('Build and check').click();
  await expect(lab.dialog).toContainText('20/20');
  await take(lab.page, 'release');
  await lab.dialogButton('Not now').click();
});

test('the page of the service', async ({ person }) => {
  const page = await (await person(INSTRUCTOR)).logIn('services/autograde/');
  await page.waitForURL(`${hub().url}services/autograde/**`);
  const formgrader = new Formgrader(page.getByRole('main'));
  await formgrader.show('Submissions');
  await formgrader.assignment(WEATHER).click();
  await formgrader.row('ben').click();
  await expect(formgrader.detail).toContainText('q3');
  await take(page, 'formgrader-service');
});

test('the live classroom', async ({ person }) => {
  test.slow();
  const lab = await (await person(INSTRUCTOR)).lab();
  await lab.openLive();
  await lab.page.keyboard.press('ControlOrMeta+b');
  const on = lab.live.switchButton('on');
  await expect(on.or(lab.live.switchButton('off'))).toBeVisible();
  // Who writes tests takes the pictures again and again of one hub.
  if (await on.isVisible()) {
    await on.click();
    await lab.dialogButton('Switch on').click();
    await expect(lab.live.switchButton('off')).toBeVisible();
  }
  const working = { ben: WEATHER, emma: WORDS, ida: WEATHER };
  for (const [student, name] of Object.entries(working)) {
    const own = await (await person(student)).lab();
    await own.openAssignments();
    await own.assignments.openButton(name).click();
    await own.pill.waitFor();
    await own.page.locator('.jp-Notebook').first().click();
    await own.page.keyboard.press('Escape');
    await own.runAllCells();
    await own.save();
    await expect(lab.live.row(student)).toBeVisible();
  }
  await lab.live.row('emma').click();
  await expect(lab.live.tail).toContainText('SyntaxError');
  await take(lab.page, 'live');
});
