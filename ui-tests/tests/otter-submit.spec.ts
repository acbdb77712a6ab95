import { NOTEBOOK, giveOldButton, named, release } from '../helpers/hub';
import { look } from '../helpers/look';
import { expect, test } from '../helpers/test';

const ASSIGNMENT = named('Counting with the old button');
const STUDENT = 'leo';

test('the unmodified button of otter-submit hands in', async ({ person }) => {
  await giveOldButton(STUDENT, await release(ASSIGNMENT));
  const student = await person(STUDENT);
  // Nobody visits the service's own page: our labextension fetches its session.
  const signedIn = student.context.waitForEvent('response', {
    predicate: answer => answer.url().includes('/services/autograde/api/v1/')
  });
  const lab = await student.lab(NOTEBOOK);
  await signedIn;

  const answered = lab.page.waitForResponse('**/services/otter_grade/');
  await lab.toolbar.getByText('Submit for Grading').click();
  await expect(lab.dialog).toContainText('Notebook Submitted for Grading');
  // The button does not read what it is told.
  expect((await answered).status()).toBe(200);
  await lab.dialogButton('OK').click();

  await lab.openAssignments();
  await expect(lab.assignments.state(ASSIGNMENT)).toHaveText('5/5');
  await look(lab.page, 'otter-submit');
});
