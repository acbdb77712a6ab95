import { INSTRUCTOR, SOURCE, named } from '../helpers/hub';
import { look } from '../helpers/look';
import { releaseByKeys } from '../helpers/release';
import { expect, test } from '../helpers/test';

const ASSIGNMENT = named('Counting in the lab');
const STUDENT = 'amara';

test('from Release to a score in JupyterLab, without a reload', async ({
  person
}) => {
  const watcher = await (await person(INSTRUCTOR)).lab();
  await watcher.openFormgrader();

  await test.step('the instructor releases, without a mouse', async () => {
    const lab = await (await person(INSTRUCTOR)).lab(SOURCE);
    await releaseByKeys(lab, ASSIGNMENT, name => look(lab.page, `lab-${name}`));
  });

  await test.step('the Formgrader lists the assignment', async () => {
    await watcher.formgrader.show('Submissions');
    await watcher.formgrader.assignment(ASSIGNMENT).click();
    await expect(watcher.formgrader.root).toContainText(
      `Nobody has submitted “${ASSIGNMENT}” yet.`
    );
  });

  const lab = await (await person(STUDENT)).lab();
  await test.step('the student fetches', async () => {
    await lab.openAssignments();
    await expect(lab.assignments.state(ASSIGNMENT)).toHaveText('Released');
    await lab.assignments.fetchButton(ASSIGNMENT).click();
    await expect(lab.assignments.state(ASSIGNMENT)).toHaveText('Fetched');
    // The notebook opens by itself.
    await expect(lab.panel).toContainText('days in a leap year');
    await expect(lab.pill).toHaveText('Draft');
    expect((await lab.pill.boundingBox())?.width).toBeLessThan(90);
    await expect(lab.panel).not.toContainText('366');
  });

  await test.step('and submits', async () => {
    await lab.replaceCell('answer = ...', 'answer = 366');
    await lab.submitButton.click();
    await expect(lab.dialog).toContainText(`Submit “${ASSIGNMENT}”?`);
    await expect(lab.dialog).toContainText('#1');
    await look(lab.page, 'lab-submit-dialog');
    await lab.dialogButton('Submit').click();
    await expect(
      lab.notifications.filter({ hasText: 'submitted' })
    ).toContainText('attempt #1');
  });

  await test.step('the score appears in the pill and in the panel', async () => {
    await expect(lab.pill).toHaveText('2/5');
    await expect(lab.assignments.state(ASSIGNMENT)).toHaveText('2/5');
    await lab.pill.click();
    await expect(lab.details).toContainText('Attempt 1: 2 of 5 points.');
    await expect(lab.details.getByRole('row', { name: /q1/ })).toContainText(
      '2/2'
    );
    await look(lab.page, 'lab-pill-details');
  });

  await test.step('and in the Formgrader, with every test', async () => {
    const { formgrader } = watcher;
    await expect(formgrader.row(STUDENT)).toContainText('Graded');
    await expect(formgrader.row(STUDENT)).toContainText('2/5');
    await formgrader.row(STUDENT).click();
    await expect(formgrader.question('q1')).toContainText('2/2');
    await expect(formgrader.question('q2')).toContainText('0/3');
    await expect(formgrader.question('q2').getByRole('listitem')).toHaveCount(
      3
    );
    await look(watcher.page, 'lab-formgrader');
  });
});
