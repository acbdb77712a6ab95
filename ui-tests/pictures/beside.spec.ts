import { CourseAssignments } from '../helpers/course-assignments';
import { Formgrader } from '../helpers/formgrader';
import { GradebookPages } from '../helpers/gradebook';
import { hub, INSTRUCTOR } from '../helpers/hub';
import { ManualGrading } from '../helpers/manual-grading';
import { resultOf } from '../helpers/question-results';
import { expect, test } from '../helpers/test';
import { take } from './take';

const WORDS = 'Words and accounts';
const WEATHER = 'The weather of a year';

test('what opens beside the tables of the Formgrader', async ({ person }) => {
  const page = await (await person(INSTRUCTOR)).logIn('services/autograde/');
  await page.waitForURL(`${hub().url}services/autograde/**`);
  const root = page.getByRole('main');
  const formgrader = new Formgrader(root);
  const people = new GradebookPages(root);
  const manual = new ManualGrading(root);

  await formgrader.show('Submissions');
  await formgrader.assignment(WORDS).click();
  await people.button('Hand in for a student…').click();
  const handIn = root.getByRole('region', { name: 'Hand in for a student' });
  await handIn.getByRole('combobox', { name: 'Student' }).fill('jonas');
  await handIn.getByRole('textbox', { name: 'Reason' }).fill('Sent by mail');
  await take(page, 'formgrader-hand-in');

  await manual.tab.click();
  await formgrader.assignment(WEATHER).click();
  await manual.student.selectOption({ label: 'grace' });
  await manual.rubric.locator('summary').click();
  await manual.newItem.scrollIntoViewIfNeeded();
  await take(page, 'formgrader-rubric');

  await people.tab('Students').click();
  await people.button('Import a roster…').click();
  const imported = people.pane('Import');
  await imported
    .getByLabel('Or its text')
    .fill('user,role,section\nemma,student,A\nnina,student,B');
  await imported.getByRole('button', { name: 'What would change?' }).click();
  await expect(imported).toContainText('nina');
  await take(page, 'formgrader-import');

  await people.tab('Gradebook').click();
  await people.button('Weights…').click();
  const weights = people.pane('Weights');
  await weights.getByRole('button', { name: 'Add a category' }).click();
  await weights.getByLabel('Name of category 1').fill('Homework');
  await take(page, 'formgrader-weights');

  await people.button('Make grades final…').click();
  await expect(people.pane('Final grades')).toContainText('become final');
  await take(page, 'formgrader-final');

  const assignments = new CourseAssignments(root);
  await formgrader.show('Assignments');
  await assignments.row(WORDS).click();
  await assignments.button('Copy…').click();
  await assignments.pane.getByLabel('Shift by days').fill('182');
  await assignments.button('Preview').click();
  await expect(
    assignments.pane.getByRole('list', { name: 'Copies' })
  ).toContainText('→');
  await take(page, 'formgrader-copy');
});

test('the launcher', async ({ person }) => {
  const lab = await (await person(INSTRUCTOR)).lab();
  const card = lab.page
    .locator('.jp-LauncherCard')
    .filter({ hasText: 'Formgrader' });
  await card.scrollIntoViewIfNeeded();
  await expect(card).toBeVisible();
  await take(lab.page, 'launcher');
});

test('Notebook 7: a notebook with its results, and the Formgrader', async ({
  person
}) => {
  const student = await person('emma');
  const tree = await student.tree();
  await tree.tab('Assignments').click();
  await expect(tree.assignments.state(WORDS)).toHaveText('17/20');
  const opened = student.context.waitForEvent('page');
  await tree.assignments.openButton(WORDS).click();
  const notebook = await opened;
  const result = resultOf(notebook, 'q4');
  await expect(result).toContainText('0/3');
  await result.scrollIntoViewIfNeeded();
  await take(notebook, 'notebook7-results');

  const staff = await (await person(INSTRUCTOR)).tree();
  await staff.tab('Formgrader').click();
  await staff.formgrader.show('Submissions');
  await staff.formgrader.assignment(WORDS).click();
  await staff.formgrader.row('emma').click();
  await expect(staff.formgrader.question('q4')).toContainText('0/3');
  await take(staff.page, 'notebook7-formgrader');
});
