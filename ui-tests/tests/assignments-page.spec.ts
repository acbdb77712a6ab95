import { expectAccessible } from '../helpers/axe';
import { CourseAssignments } from '../helpers/course-assignments';
import {
  INSTRUCTOR,
  chooseTheme,
  handIn,
  named,
  release,
  type IAssignment
} from '../helpers/hub';
import { look } from '../helpers/look';
import { expect, test } from '../helpers/test';

const FORMGRADER = '.jp-AutogradeFormgrader';

let assignment: IAssignment;

test.beforeAll(async () => {
  assignment = await release(named('Loops'));
  await handIn(assignment, 'ben');
});

test.afterAll(() => chooseTheme(INSTRUCTOR, 'light'));

test('an instructor sets dates, and closes after a look at what that does', async ({
  person
}) => {
  const lab = await (await person(INSTRUCTOR)).lab();
  const { page } = lab;
  await lab.openFormgrader();
  await lab.formgrader.show('Assignments');
  const pages = new CourseAssignments(lab.formgrader.root);
  await pages.row(assignment.name).click();
  await expect(pages.pane).toContainText('1 graded');
  await look(page, 'assignments-page');
  await expectAccessible(page, FORMGRADER);

  await pages
    .part('Dates and attempts')
    .getByLabel('Closes')
    .fill('2031-05-06T17:30');
  await pages
    .part('Dates and attempts')
    .getByRole('button', { name: 'Save' })
    .click();
  await expect(
    pages.part('Dates and attempts').getByRole('button', { name: 'Save' })
  ).toBeDisabled();

  // By keys alone: the question takes the focus, Tab leads to its button.
  await pages.button('Close…').focus();
  await page.keyboard.press('Enter');
  const question = pages.question('Close the assignment?');
  await expect(question).toBeFocused();
  await expect(question).toContainText('It closes for');
  await look(page, 'assignments-page-close');
  await expectAccessible(page, FORMGRADER);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(pages.row(assignment.name)).toContainText('Closed');
  await expect(pages.button('Reopen…')).toBeEnabled();

  for (const title of [
    'Dates and attempts',
    'Late submissions',
    'Versions',
    'Extensions',
    'Limits of grading'
  ]) {
    const part = pages.part(title);
    if (title !== 'Dates and attempts') {
      await part.locator('summary').click();
    }
    await expect(part).toHaveAttribute('open', '');
  }
  await expectAccessible(page, FORMGRADER);
  await pages.part('Versions').scrollIntoViewIfNeeded();
  await look(page, 'assignments-page-parts');
});

test('in dark too', async ({ person }) => {
  await chooseTheme(INSTRUCTOR, 'dark');
  const lab = await (await person(INSTRUCTOR)).lab();
  await lab.openFormgrader();
  await lab.formgrader.show('Assignments');
  const pages = new CourseAssignments(lab.formgrader.root);
  await pages.row(assignment.name).click();
  await pages.button('Reopen…').click();
  await expect(pages.question('Reopen the assignment?')).toContainText(
    'can hand in then'
  );
  await look(lab.page, 'assignments-page-dark');
  await expectAccessible(lab.page, FORMGRADER);
});
