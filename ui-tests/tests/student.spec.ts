import { readFile } from 'node:fs/promises';
import { expectAccessible } from '../helpers/axe';
import {
  chooseTheme,
  close,
  comment,
  extend,
  handIn,
  named,
  NOTEBOOK,
  release,
  releaseFeedback,
  type IAssignment
} from '../helpers/hub';
import { look } from '../helpers/look';
import { NotebookPage } from '../helpers/notebook-page';
import { resultOf } from '../helpers/question-results';
import { verifyReceipt } from '../helpers/receipts';
import { expect, test } from '../helpers/test';

const STUDENT = 'amara';
const OWN = 'answer = 365';
const COMMENT = 'Think of the years that have a day more.';

let assignment: IAssignment;

test.beforeAll(async () => {
  assignment = await release(named('A whole week'), 20, NOTEBOOK, {
    terms: { visibility: { hidden_tests: 'details' } }
  });
  const attempt = await handIn(assignment, STUDENT, { '366': '365' });
  await comment(attempt, 'q1', COMMENT);
  await releaseFeedback(assignment);
});

test.afterAll(() => chooseTheme(STUDENT, 'light'));

test('what students see of their work, from the deadline to an attempt that is put back', async ({
  person
}) => {
  const student = await person(STUDENT);
  const owed = await release(named('Owed'), 1);
  const late = await release(named('On own terms'), -30, NOTEBOOK, {
    terms: {
      late_policy: { steps: [{ amount: 10, every: 'day' }] },
      attempt_limit: { attempts: 2 }
    }
  });
  await extend(late, STUDENT, -2, 1);
  const lab = await student.lab();
  const { page } = lab;

  await test.step('a near due time is told once, and counted down to', async () => {
    const warning = lab.notifications.filter({ hasText: 'handed nothing in' });
    await expect(warning).toContainText(owed.name);
    await lab.openAssignments();
    await expect(lab.assignments.item(owed.name)).toContainText(/5\d min/);
    await expect(lab.assignments.item(owed.name)).toContainText('5 points');
    await look(page, 'student-due-soon');
  });

  await test.step('what holds for this student alone is told', async () => {
    const item = lab.assignments.item(late.name);
    await expect(item).toContainText('(extended)');
    await expect(item).toContainText('overdue');
    await expect(item).toContainText('3 attempts left');
    await expect(item).toContainText('Late now: −10 %');
  });

  await lab.assignments.fetchButton(assignment.name).click();
  await lab.assignments.openButton(assignment.name).click();
  await expect(lab.pill).toHaveText('3/5');

  await test.step('the result of a question stands in its cell', async () => {
    const result = resultOf(page, 'q1');
    await expect(result).toContainText('0/2');
    await expect(result).toContainText('Attempt 1');
    await expect(result).toContainText('>>> answer > 365');
    await expect(result.getByRole('figure')).toContainText(COMMENT);
    await expectAccessible(page, '.jp-AutogradeResult');
    await result.scrollIntoViewIfNeeded();
    await look(page, 'student-results-light');
    // By the keyboard: the notebook must not take its Enter.
    await result.getByRole('button', { name: /^Ask about/ }).focus();
    await page.keyboard.press('Enter');
    await expect(lab.dialog.getByRole('combobox')).toHaveValue('q1');
    await lab.dialog
      .getByRole('textbox', { name: 'What do you ask?' })
      .fill('Why?');
    await lab.dialog.getByRole('button', { name: 'Ask', exact: true }).click();
    await expect(lab.dialog.getByRole('article')).toContainText('Why?');
    await lab.dialogButton('Close').click();
    await expect(result.getByRole('article')).toContainText('No answer yet');
  });

  await test.step('Check finds what is missing, and runs the notebook', async () => {
    await lab.replaceCell('answer = ...', OWN);
    await lab.cell('def double').locator('.jp-InputPrompt').click();
    await page.keyboard.press('d');
    await page.keyboard.press('d');
    await lab.assignments.checkButton(assignment.name).click();
    await expect(lab.dialog).toContainText(
      'Cells of these questions are gone: q2.'
    );
    await lab.dialog
      .getByRole('button', { name: 'Restart and run all here' })
      .click();
    await expect(lab.dialog.getByRole('status')).toContainText(
      'run without an error'
    );
    await expectAccessible(page, '.jp-Dialog');
    await look(page, 'student-check');
    await page.keyboard.press('Escape');
    await expect(lab.dialog).toHaveCount(0);
  });

  await test.step('one cell is put back', async () => {
    await lab.cell(OWN).locator('.jp-InputPrompt').click();
    await lab.runCommand('Revert Cell');
    await expect(lab.dialog).toContainText('answer = ...');
    await lab.dialogButton('Revert').click();
    await expect(lab.cell('answer = ...')).toBeVisible();
  });

  await test.step('an attempt has a receipt, is compared, and put back', async () => {
    const attempts = lab.dialog;
    await lab.assignments.attemptsButton(assignment.name).focus();
    await page.keyboard.press('Enter');
    await expect(attempts.getByRole('listitem').first()).toContainText('3/5');
    const download = page.waitForEvent('download');
    await attempts.getByRole('button', { name: /^Save the receipt/ }).click();
    const receipt = await readFile(await (await download).path(), 'utf8');
    expect(JSON.parse(receipt)).toMatchObject({
      assignment: assignment.name,
      attempt: 1
    });
    const genuine = await verifyReceipt(receipt, test.info());
    expect(genuine.said).toContain('The signature is genuine.');
    expect(genuine.code).toBe(0);
    const forged = receipt.replace(/"attempt": *1/, '"attempt": 2');
    expect(forged).not.toBe(receipt);
    const refused = await verifyReceipt(forged, test.info());
    expect(refused.said).toContain('not what the service signed');
    expect(refused.code).not.toBe(0);
    await attempts.getByRole('button', { name: /^Compare/ }).click();
    await expect(attempts).toContainText('Changed since attempt 1');
    await expect(attempts).toContainText(OWN);
    await expectAccessible(page, '.jp-Dialog');
    await look(page, 'student-attempts-light');
    await attempts.getByRole('button', { name: 'Restore attempt 1…' }).click();
    await attempts
      .getByRole('button', { name: 'Restore attempt 1', exact: true })
      .click();
    await expect(attempts).toContainText('Attempt 1 is back.');
    await expect(attempts).toContainText('autograde-backup-');
    await lab.dialogButton('Close').click();
    await expect(lab.cell('answer = 365')).toBeVisible();
  });

  await test.step('the feedback is fetched, and opens by itself', async () => {
    await lab.assignments.feedbackButton(assignment.name).click();
    await expect(
      lab.notifications.filter({ hasText: 'The feedback is in' })
    ).toBeVisible();
    const feedback = page.frameLocator('iframe:visible');
    await expect(feedback.getByText(COMMENT)).toBeVisible();
    await expect(feedback.getByText(OWN)).toBeVisible();
    await look(page, 'student-feedback');
    await lab.assignments.openButton(assignment.name).click();
    await expect(lab.cell('answer = 365')).toBeVisible();
  });

  await test.step('and the assignment is started over', async () => {
    await lab.fetchButton.click();
    await lab.dialogButton('Reset with backup').click();
    await expect(lab.cell('answer = ...')).toBeVisible();
    await expect(resultOf(page, 'q2')).toContainText('3/3');
  });

  await test.step('it is over: the solution opens beside the own work', async () => {
    const hidden = resultOf(page, 'q1').getByText('hidden', { exact: true });
    await expect(hidden).toHaveCount(0);
    await close(assignment, true);
    await expect(hidden).toHaveCount(1);
    const solution = lab.assignments.solutionButton(assignment.name);
    await expect(solution).toBeVisible();
    for (const width of [320, 240]) {
      await lab.widenSideBar(width);
      expect(
        await lab.assignments.rowsOfActions(assignment.name)
      ).toBeLessThanOrEqual(2);
      await look(page, `student-panel-${width}`);
      await expectAccessible(page, '.jp-AutogradeAssignments');
    }
    await solution.focus();
    await page.keyboard.press('Enter');
    await expect(lab.panel).toHaveCount(2);
    await expect(lab.cell('answer = 366')).toBeVisible();
    await expect(lab.cell('answer = ...')).toBeVisible();
    // It is nobody's work.
    await expect(
      lab.panel.last().locator('.jp-AutogradePill-button')
    ).toHaveCount(0);
    await look(page, 'student-solution');
  });
});

test('the same in Notebook 7, in the dark', async ({ person }) => {
  await chooseTheme(STUDENT, 'dark');
  const student = await person(STUDENT);
  const tree = await student.tree();
  await tree.tab('Assignments').click();
  const opened = student.context.waitForEvent('page');
  await tree.assignments.openButton(assignment.name).click();
  const notebook = new NotebookPage(await opened);
  const { page } = notebook;
  await expect(resultOf(page, 'q1')).toContainText('0/2');
  await expectAccessible(page, '.jp-AutogradeResult');
  await look(page, 'student-results-dark');
  await notebook.replaceCell('answer = ...', 'answer = 367');
  await notebook.save();

  await tree.page.bringToFront();
  await tree.assignments.attemptsButton(assignment.name).click();
  const attempts = tree.page.locator('.jp-Dialog');
  await expect(async () => {
    // Until the notebook is on the disk.
    await attempts.getByRole('button', { name: /^Compare/ }).click();
    await expect(attempts).toContainText('367', { timeout: 2_000 });
  }).toPass();
  await expectAccessible(tree.page, '.jp-Dialog');
  await look(tree.page, 'student-attempts-dark');
});
