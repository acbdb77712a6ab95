import { expectAccessible } from '../helpers/axe';
import { CourseAssignments } from '../helpers/course-assignments';
import { GradebookPages } from '../helpers/gradebook';
import {
  handInMany,
  INSTRUCTOR,
  named,
  release,
  SKY,
  SKY_ANSWER,
  startService,
  stopService,
  type IAssignment
} from '../helpers/hub';
import { InsightPage } from '../helpers/insight';
import { look } from '../helpers/look';
import { ManualGrading } from '../helpers/manual-grading';
import { NotebookPage } from '../helpers/notebook-page';
import { expect, test } from '../helpers/test';

const STUDENT = 'amara';

test('staff grade, look and close in Notebook 7', async ({ person }) => {
  const assignment = await release(named('Sky in a notebook'), 48, SKY);
  await handInMany(assignment, SKY, SKY_ANSWER, ['It is the air.']);
  const tree = await (await person(INSTRUCTOR)).tree();
  await tree.tab('Formgrader').click();
  const { formgrader, page } = tree;
  const { root } = formgrader;
  const look7 = async (name: string): Promise<void> => {
    await look(page, `notebook7-formgrader-${name}`);
    await expectAccessible(page, '.jp-AutogradeFormgrader');
  };

  await test.step('Home leads to what waits', async () => {
    await expect(
      formgrader.todo(assignment.name, 'needs a manual grade')
    ).toBeVisible();
    await look7('home');
  });

  await test.step('an answer is graded by keys', async () => {
    const manual = new ManualGrading(root);
    await manual.tab.click();
    await formgrader.assignment(assignment.name).click();
    await expect(manual.answer).toContainText('It is the air.');
    await manual.place.focus();
    await page.keyboard.press('3');
    await page.keyboard.press('Enter');
    await expect(manual.question).toContainText('1 of 1 graded');
    await look7('manual');
  });

  await test.step('the gradebook has it', async () => {
    const pages = new GradebookPages(root);
    await pages.tab('Gradebook').click();
    await expect(pages.row('crowd-01')).toContainText('5');
    await look7('gradebook');
    await pages.tab('Students').click();
    await expect(pages.row('crowd-01')).toBeVisible();
    await look7('students');
  });

  await test.step('so has the chart', async () => {
    const insight = new InsightPage(root);
    await insight.open(assignment);
    await expect(insight.chart('Scores').locator('svg')).toBeVisible();
    await look7('insight');
  });

  await test.step('it is closed, after a look at what that does', async () => {
    await formgrader.show('Assignments');
    const pages = new CourseAssignments(root);
    await pages.row(assignment.name).click();
    await pages.button('Close…').click();
    await look7('close');
    await pages
      .question('Close the assignment?')
      .getByRole('button', { name: 'Close now' })
      .click();
    await expect(pages.row(assignment.name)).toContainText('Closed');
  });
});

test.describe('a student whose service is away', () => {
  // Also after a failure: the service is everybody's.
  test.afterEach(() => startService());

  test('is told so in Notebook 7, and that it is soon due', async ({
    person
  }) => {
    const assignment: IAssignment = await release(named('Away'), 0.5);
    const student = await person(STUDENT);
    const tree = await student.tree();
    await tree.tab('Assignments').click();
    await expect(tree.assignments.item(assignment.name)).toContainText(
      /\d+ min/
    );
    await tree.assignments.fetchButton(assignment.name).click();
    await expect(tree.assignments.state(assignment.name)).toHaveText('Fetched');
    const opened = student.context.waitForEvent('page');
    await tree.assignments.openButton(assignment.name).click();
    const notebook = new NotebookPage(await opened);
    await notebook.ready();
    await notebook.replaceCell('answer = ...', 'answer = 366');
    await stopService();
    await notebook.submit();
    await expect(notebook.pill).toHaveText('Waiting to be sent');
    await look(notebook.page, 'notebook7-waiting');
  });
});
