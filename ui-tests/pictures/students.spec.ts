import { expect, test } from '../helpers/test';
import { closeHints, take } from './take';

const STUDENT = 'emma';
/** Graded, with feedback, and asked about. */
const GRADED = 'Words and accounts';
/** Still open. */
const OPEN = 'The weather of a year';

test('what a student sees in JupyterLab', async ({ person }) => {
  const lab = await (await person(STUDENT)).lab();
  await lab.openAssignments();
  await closeHints(lab.assignments.root);
  await expect(lab.assignments.state(GRADED)).toHaveText('17/20');
  await lab.assignments.openButton(GRADED).click();
  await expect(lab.pill).toHaveText('17/20');
  await take(lab.page, 'student-assignments');

  await lab.pill.click();
  await expect(lab.details).toContainText('17 of 20 points');
  await take(lab.page, 'student-results');
  await lab.page.keyboard.press('Escape');

  await lab.assignments.askButton(GRADED).click();
  await expect(lab.dialog.getByRole('article')).toContainText('colon');
  await take(lab.page, 'student-request');
  await lab.dialogButton('Close').click();

  await lab.assignments.attemptsButton(GRADED).click();
  await lab.dialog
    .getByRole('button', { name: /^Compare/ })
    .first()
    .click();
  await expect(lab.dialog).toContainText(/Changed since|Nothing has changed/);
  await take(lab.page, 'student-attempts');
  await lab.dialogButton('Close').click();

  await lab.assignments.openButton(OPEN).click();
  await expect(lab.pill).toBeVisible();
  await lab.submitButton.click();
  await expect(lab.dialog).toContainText(`Submit “${OPEN}”?`);
  await take(lab.page, 'student-submit');
  await lab.dialogButton('Cancel').click();

  await lab.assignments.checkButton(OPEN).click();
  await lab.dialog
    .getByRole('button', { name: 'Restart and run all here' })
    .click();
  await expect(lab.dialog.getByRole('status')).toContainText(
    'without an error'
  );
  await take(lab.page, 'student-check');
  await lab.dialogButton('Close').click();
});

test('what a student sees in Notebook 7', async ({ person }) => {
  const tree = await (await person(STUDENT)).tree();
  await tree.tab('Assignments').click();
  await expect(tree.assignments.state(GRADED)).toHaveText('17/20');
  await take(tree.page, 'student-notebook7');
});

test('the first minutes of a student', async ({ person }) => {
  const lab = await (await person('leo')).lab();
  await lab.openAssignments();
  await expect(
    lab.assignments.root.getByRole('note', { name: 'Hint' })
  ).toBeVisible();
  await take(lab.page, 'student-hint');

  await lab.assignments.fetchButton(OPEN).click();
  await lab.assignments.openButton(OPEN).click();
  await expect(lab.pill).toHaveText('Draft');
  await lab.fetchButton.click();
  await expect(lab.dialog).toContainText('Fetch “');
  await take(lab.page, 'student-fetch');
  await lab.dialogButton('Cancel').click();

  await lab.submit();
  await lab.notifications.getByRole('button', { name: 'Show receipt' }).click();
  await expect(lab.dialog).toContainText('Receipt');
  await take(lab.page, 'student-receipt');
  await lab.dialogButton('Close').click();
});
