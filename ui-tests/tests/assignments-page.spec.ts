import { expectAccessible } from '../helpers/axe';
import { CourseAssignments } from '../helpers/course-assignments';
import {
  INSTRUCTOR,
  NOTEBOOK,
  chooseTheme,
  handIn,
  named,
  release,
  type IAssignment
} from '../helpers/hub';
import { Keyboard } from '../helpers/keyboard';
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
  const keys = new Keyboard(page);
  const { formgrader } = lab;
  // Chosen, changed and saved without a mouse.
  const search = formgrader.root.getByRole('searchbox');
  await keys.tabTo(search);
  await keys.type(assignment.name);
  await expect(pages.row(assignment.name)).toHaveCount(1);
  await keys.tabTo(pages.grid);
  await keys.press('Home');
  await expect(pages.pane).toContainText('1 graded');
  await look(page, 'assignments-page');
  await expectAccessible(page, FORMGRADER);

  const dates = pages.part('Dates and attempts');
  await keys.tabTo(dates.getByLabel('Due'));
  await keys.typeTime('2031-04-29T09:15');
  await keys.tabTo(dates.getByLabel('Closes'));
  await keys.typeTime('2031-05-06T17:30');
  const save = dates.getByRole('button', { name: 'Save' });
  await keys.use(save);
  await expect(save).toBeDisabled();
  await expect(save).toBeFocused();

  await expect(pages.row(assignment.name)).toContainText('Apr 29');
  await keys.tabTo(search, 'Shift+Tab');
  await keys.press('ControlOrMeta+a');
  await keys.press('Delete');

  // By keys alone: the question takes the focus, Tab leads to its button.
  await keys.use(pages.button('Close…'));
  const question = pages.question('Close the assignment?');
  await expect(question).toBeFocused();
  await expect(question).toContainText('It closes for');
  await look(page, 'assignments-page-close');
  await expectAccessible(page, FORMGRADER);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(pages.row(assignment.name)).toContainText('Closed');
  await expect(pages.button('Reopen…')).toBeEnabled();
  await expect(
    pages.pane.getByRole('group', { name: 'Actions' })
  ).toBeFocused();

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

  const made = named('From the page');
  const pick = async (): Promise<void> => {
    const files = lab.dialog.locator('.jp-DirListing-item');
    await files.filter({ hasText: 'sources' }).dblclick();
    await files.filter({ hasText: NOTEBOOK }).click();
    await lab.dialogButton('Select').click();
  };
  await test.step('makes one of a notebook, and does not release it yet', async () => {
    await lab.formgrader.root
      .getByRole('button', { name: 'New from notebook…' })
      .click();
    await pick();
    await lab.dialog.getByLabel('Assignment').fill(made);
    await lab.dialogButton('Build and check').click();
    await expect(lab.dialog).toContainText(`Release version 1 of “${made}”?`);
    await lab.dialogButton('Not now').click();
    await expect(pages.pane).toContainText('version 1 is built');
    await expect(pages.pane.getByRole('heading', { level: 2 })).toHaveText(
      made
    );
  });

  await test.step('looks at it as a student', async () => {
    await pages.button('Preview as a student').focus();
    await page.keyboard.press('Enter');
    const preview = lab.formgrader.root.getByRole('region', {
      name: 'Preview of version 1'
    });
    await expect(preview).toBeFocused();
    await expect(preview).toContainText('days in a leap year');
    await expect(preview).not.toContainText('366');
    await look(page, 'assignments-page-preview');
    await expectAccessible(page, FORMGRADER);
    await page.keyboard.press('Escape');
  });

  await test.step('releases it', async () => {
    await pages.button('Release version 1…').click();
    await expect(pages.question('Release version 1?')).toBeFocused();
    await look(page, 'assignments-page-release');
    await pages.button('Release to students').click();
    await expect(pages.row(made)).toContainText('Released');
  });

  await test.step('and a new version of it', async () => {
    await pages.button('Release new version…').click();
    await pick();
    await expect(lab.dialog.getByLabel('Assignment')).toHaveValue(made);
    await lab.dialogButton('Build and check').click();
    await expect(lab.dialog).toContainText(`Release version 2 of “${made}”?`);
    await lab.dialogButton('Release to students').click();
    await expect(pages.row(made).getByRole('gridcell').nth(3)).toHaveText('2');
  });

  await test.step('says who makes a course to copy into', async () => {
    await lab.formgrader.root
      .getByRole('button', { name: 'Copy course…' })
      .click();
    await expect(pages.pane).toContainText('no other course that you lead');
    await look(page, 'assignments-page-copy-course');
    await expectAccessible(page, FORMGRADER);
    await pages.button('Back').click();
    await expect(pages.pane.getByRole('heading', { level: 2 })).toHaveText(
      made
    );
  });

  await test.step('and copies it with other dates', async () => {
    await pages.row(assignment.name).click();
    await pages.button('Copy…').click();
    await pages.pane.getByLabel('Name').fill(named('Next term'));
    await pages.pane.getByLabel('Shift by days').fill('140');
    await pages.button('Preview').click();
    await expect(
      pages.pane.getByRole('list', { name: 'Copies' })
    ).toContainText('→');
    await look(page, 'assignments-page-copy');
    await expectAccessible(page, FORMGRADER);
    await pages.button('Copy now').click();
    await expect(pages.pane).toContainText('Copied 1 assignment');
    await look(page, 'assignments-page-copied');
    await expect(pages.row(named('Next term'))).toContainText('Draft');
  });
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
  await pages.button('Preview as a student').click();
  await look(lab.page, 'assignments-page-preview-dark');
  await expectAccessible(lab.page, FORMGRADER);
  await lab.formgrader.root
    .getByRole('button', { name: 'Close preview' })
    .click();
  await pages.button('Copy…').click();
  await pages.pane.getByLabel('Shift by days').fill('7');
  await pages.button('Preview').click();
  await expect(pages.pane.getByRole('list', { name: 'Copies' })).toContainText(
    '→'
  );
  await look(lab.page, 'assignments-page-copy-dark');
  await expectAccessible(lab.page, FORMGRADER);
});
