import { expectAccessible } from '../helpers/axe';
import {
  close,
  named,
  release,
  startService,
  stopService,
  type IAssignment
} from '../helpers/hub';
import type { LabPage } from '../helpers/lab-page';
import { look } from '../helpers/look';
import type { Person } from '../helpers/person';
import { expect, test } from '../helpers/test';

const STUDENT = 'amara';
const OLD = 'This is the last that is known.';

/** A new assignment, fetched and open in JupyterLab. */
async function fetched(
  student: Person,
  name: string
): Promise<[lab: LabPage, assignment: IAssignment]> {
  const assignment = await release(named(name));
  const lab = await student.lab();
  await lab.openAssignments();
  await lab.assignments.fetchButton(assignment.name).click();
  await lab.assignments.openButton(assignment.name).click();
  await expect(lab.pill).toHaveText('Draft');
  return [lab, assignment];
}

// Also after a failure: the service is everybody's.
test.afterEach(() => startService());

test('what is submitted while the service is away is sent and graded later', async ({
  person
}) => {
  const [lab, assignment] = await fetched(await person(STUDENT), 'Offline');
  await lab.replaceCell('answer = ...', 'answer = 366');
  await stopService();

  await lab.submit();
  await expect(lab.pill).toHaveText('Waiting to be sent');
  await expect(lab.assignments.state(assignment.name)).toHaveText(
    'Waiting to be sent'
  );
  await expect(
    lab.notifications.filter({ hasText: 'has not arrived yet' })
  ).toBeVisible();
  await lab.pill.click();
  await expect(lab.details).toContainText('has not arrived yet');
  await expect(lab.assignments.root).toContainText(OLD);
  await expect(lab.details).not.toContainText(/Error|Traceback|\{/);
  await look(lab.page, 'offline-waiting');
  await expectAccessible(lab.page, '.jp-AutogradePopover');
  await expectAccessible(lab.page, '.jp-AutogradeAssignments');
  await lab.page.keyboard.press('Escape');

  await startService();
  await expect(lab.pill).toHaveText('2/5');
  await expect(lab.assignments.state(assignment.name)).toHaveText('2/5');
  await expect(
    lab.notifications.filter({ hasText: 'has not arrived yet' })
  ).toHaveCount(0);
  await expect(lab.assignments.root).not.toContainText(OLD);
});

test('an assignment that was closed in the meantime is refused in a sentence', async ({
  person
}) => {
  const [lab, assignment] = await fetched(await person(STUDENT), 'Closed');
  await lab.submitButton.click();
  await expect(lab.dialog).toContainText(`Submit “${assignment.name}”?`);
  // While the dialog is open.
  await close(assignment);
  await lab.dialogButton('Submit').click();

  await expect(lab.dialog).toContainText(
    'This assignment takes no more submissions.'
  );
  await expect(lab.dialog).toContainText('Ask your instructor');
  await look(lab.page, 'offline-closed');
  await expectAccessible(lab.page, '.jp-Dialog-content');
  await lab.dialogButton('Close').click();
  await expect(lab.pill).toHaveText('Not accepted');

  await expect(lab.assignments.item(assignment.name)).toContainText(
    'was not accepted'
  );
  await look(lab.page, 'offline-refused');
  await lab.assignments.forgetButton(assignment.name).click();
  await lab.dialogButton('Forget').click();
  await expect(lab.assignments.state(assignment.name)).toHaveText('Fetched');
  // Nothing was handed in, and nothing is taken any more.
  await expect(lab.pill).toHaveText('Closed');
  await expectAccessible(lab.page, '.jp-AutogradePill');
  await expectAccessible(lab.page, '.jp-AutogradeAssignments');
});
