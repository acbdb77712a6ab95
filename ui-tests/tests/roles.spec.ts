import {
  INSTRUCTOR,
  NOTES,
  SOURCE,
  TA,
  named,
  release,
  type IAssignment
} from '../helpers/hub';
import { expect, test } from '../helpers/test';

// The student whose home has the source notebooks too: they alone give nobody a right.
const STUDENT = 'amara';
const PANELS_OF_STAFF = ['Formgrader', 'Live Classroom'];
const MENU = ['Fetch', 'Submit', 'Release', 'Assignments', ...PANELS_OF_STAFF];
/** Until the palette is opened again, which closes when something that loads takes the focus. */
const SOON = { timeout: 3_000 };

let assignment: IAssignment;

test.beforeAll(async () => {
  assignment = await release(named('Roles'));
});

test('a student is offered neither Release nor the panels of staff', async ({
  person
}) => {
  const lab = await (await person(STUDENT)).lab(SOURCE);
  await lab.openAssignments();
  await expect(lab.assignments.item(assignment.name)).toBeVisible();

  await expect(lab.releaseButton).toBeHidden();
  const items = await lab.openMenu();
  await expect(items.filter({ hasText: 'Assignments' })).not.toHaveCount(0);
  await expect(items.filter({ hasText: 'Release', visible: true })).toHaveCount(
    0
  );
  for (const panel of PANELS_OF_STAFF) {
    await expect(items.filter({ hasText: panel })).toBeHidden();
  }
  await lab.page.keyboard.press('Escape');

  await lab.inPalette('autograde', async found => {
    await expect(found.filter({ hasText: 'Assignments' }).first()).toBeVisible(
      SOON
    );
    for (const label of ['Release', ...PANELS_OF_STAFF]) {
      await expect(found.filter({ hasText: label })).toHaveCount(0, SOON);
    }
  });
});

test('a student has Submit and the pill in an assignment only', async ({
  person
}) => {
  const lab = await (await person(STUDENT)).lab(NOTES);
  await lab.openAssignments();
  await expect(lab.assignments.item(assignment.name)).toBeVisible();
  await expect(lab.submitButton).toBeHidden();
  await expect(lab.fetchButton).toBeHidden();
  await expect(lab.pill).toBeHidden();

  await lab.assignments.fetchButton(assignment.name).click();
  await lab.assignments.openButton(assignment.name).click();
  await expect(lab.submitButton).toBeVisible();
  await expect(lab.fetchButton).toBeVisible();
  await expect(lab.pill).toBeVisible();
  await expect(lab.releaseButton).toBeHidden();
});

test('who teaches is offered Release in any notebook, and nothing else there', async ({
  person
}) => {
  const lab = await (await person(INSTRUCTOR)).lab(NOTES);
  await expect(lab.releaseButton).toBeVisible();
  await expect(lab.submitButton).toBeHidden();
  await expect(lab.fetchButton).toBeHidden();
  await expect(lab.pill).toBeHidden();

  const items = await lab.openMenu();
  for (const label of MENU) {
    await expect(items.filter({ hasText: label }).first()).toBeVisible();
  }
  await lab.page.keyboard.press('Escape');

  // The palette leaves out what can't be done now.
  await lab.inPalette('autograde', async found => {
    for (const label of MENU.filter(label => label !== 'Submit')) {
      await expect(found.filter({ hasText: label }).first()).toBeVisible(SOON);
    }
  });
});

test('a TA sees the submissions but does not release', async ({ person }) => {
  const lab = await (await person(TA)).lab();
  await lab.openFormgrader();
  await lab.formgrader.show('Submissions');
  await expect(lab.formgrader.assignment(assignment.name)).toBeVisible();
  const offered = (await lab.openMenu()).filter({
    hasText: 'Release',
    visible: true
  });
  await expect(offered).toHaveCount(1);
  await expect(offered).toHaveClass(/lm-mod-disabled/);
});
