import { expectAccessible } from '../helpers/axe';
import { Formgrader } from '../helpers/formgrader';
import {
  INSTRUCTOR,
  handIn,
  hub,
  named,
  release,
  releaseFeedback
} from '../helpers/hub';
import { look } from '../helpers/look';
import { expect, test } from '../helpers/test';

const STUDENT = 'amara';
const QUESTION = 'Is 365 wrong in every year?';
const ANSWER = 'A leap year has 366 days.';

test('a student asks about a grade, the staff find it at Home, and the answer arrives by itself', async ({
  person
}) => {
  const assignment = await release(named('Asked about'));
  await handIn(assignment, STUDENT, { '366': '365' });
  await releaseFeedback(assignment);

  const lab = await (await person(STUDENT)).lab();
  const asked = lab.dialog.getByRole('article');
  await test.step('the student asks about a question, by keyboard', async () => {
    await lab.openAssignments();
    await lab.assignments.askButton(assignment.name).focus();
    await lab.page.keyboard.press('Enter');
    const text = lab.dialog.getByRole('textbox', { name: 'What do you ask?' });
    await expect(text).toBeVisible();
    await lab.dialog.getByRole('combobox', { name: 'About' }).focus();
    await lab.dialog.getByRole('combobox').selectOption('q1');
    await text.focus();
    await lab.page.keyboard.type('Hello.');
    await lab.page.keyboard.press('Enter');
    await lab.page.keyboard.type(QUESTION);
    await expectAccessible(lab.page, '.jp-Dialog');
    await lab.page.keyboard.press('Tab');
    await lab.page.keyboard.press('Enter');
    await expect(asked).toContainText(QUESTION);
    await expect(asked).toContainText('No answer yet');
    await look(lab.page, 'requests-asked');
  });

  const staff = await (await person(INSTRUCTOR)).lab();
  const { formgrader } = staff;
  await test.step('Home of the Formgrader leads to it', async () => {
    await staff.openFormgrader();
    const todo = formgrader.todo(assignment.name, '1 request about a grade');
    await expect(todo).toBeVisible();
    await expectAccessible(staff.page, '.jp-AutogradeFormgrader');
    await look(staff.page, 'home');
    const kept = staff.workspaceKept('state=asked');
    await todo.getByRole('button').focus();
    await staff.page.keyboard.press('Enter');
    await expect(formgrader.tab('Submissions')).toHaveAttribute(
      'aria-selected',
      'true'
    );
    await expect(formgrader.shown).toHaveValue('asked');
    await expect(formgrader.row(STUDENT)).toContainText('3/5');
    await kept;
  });

  await test.step('a reload brings the same list', async () => {
    await staff.page.reload();
    await staff.ready();
    await expect(formgrader.shown).toHaveValue('asked');
    await expect(formgrader.row(STUDENT)).toBeVisible();
  });

  await test.step('and is answered there', async () => {
    await formgrader.row(STUDENT).click();
    const request = formgrader.detail.getByRole('article');
    await expect(request).toContainText(QUESTION);
    await request.getByRole('textbox', { name: 'Answer' }).fill(ANSWER);
    await look(staff.page, 'requests-answering');
    await request.getByRole('button', { name: 'Send the answer' }).click();
    await expect(request).toContainText('The score stayed 3/5.');
    await expect(formgrader.root).toContainText('No submission is like this.');
  });

  await test.step('the student reads the answer without a reload', async () => {
    await expect(asked).toContainText(ANSWER);
    await expect(asked).toContainText('Answered');
    await look(lab.page, 'requests-answered');
    await lab.dialogButton('Close').click();
    await expect(
      lab.notifications.filter({ hasText: 'has answered' })
    ).toContainText(assignment.name);
  });
});

test('the address of the service’s page says what is shown, and leads back to it', async ({
  person
}) => {
  const assignment = await release(named('At an address'));
  await handIn(assignment, 'ben');
  const page = await (await person(INSTRUCTOR)).logIn('services/autograde/');
  await page.waitForURL(`${hub().url}services/autograde/**`);
  const formgrader = new Formgrader(page.getByRole('main'));
  await expect(formgrader.tab('Home')).toHaveAttribute('aria-selected', 'true');
  await formgrader.show('Submissions');
  await formgrader.assignment(assignment.name).click();
  await expect(formgrader.row('ben')).toBeVisible();
  await formgrader.shown.selectOption('failed');
  await expect(formgrader.row('ben')).toHaveCount(0);
  expect(new URL(page.url()).hash).toContain(
    `assignment=${assignment.id}&state=failed`
  );

  await page.reload();
  await expect(formgrader.shown).toHaveValue('failed');
  await formgrader.root.getByRole('button', { name: 'Show all' }).click();
  await expect(formgrader.row('ben')).toBeVisible();
  await page.goBack();
  await page.goBack();
  await expect(formgrader.tab('Home')).toHaveAttribute('aria-selected', 'true');
});
