import { expectAccessible } from '../helpers/axe';
import { handIn, named, release, releaseFeedback } from '../helpers/hub';
import { Keyboard } from '../helpers/keyboard';
import { look } from '../helpers/look';
import { NotebookPage } from '../helpers/notebook-page';
import { expect, test } from '../helpers/test';

const STUDENT = 'amara';
const QUESTION = 'Are there not 365 days in most years?';

test('a student works, submits and asks in Notebook 7 by keyboard only', async ({
  person
}) => {
  const assignment = await release(named('Keys in a notebook'));
  const graded = await release(named('Asked in a notebook'));
  await handIn(graded, STUDENT, { '366': '365' });
  await releaseFeedback(graded);
  const student = await person(STUDENT);
  const tree = await student.tree();
  const keys = new Keyboard(tree.page);

  await test.step('the panel is a tab that keys lead to', async () => {
    await keys.tabTo(tree.tab('Files'));
    await keys.tabTo(tree.tab('Assignments'), 'ArrowRight');
    await keys.press('Enter');
    await expect(tree.assignments.root).toBeVisible();
    await expectAccessible(tree.page, '.jp-AutogradeAssignments');
  });

  await test.step('ask about a grade', async () => {
    await keys.use(tree.assignments.askButton(graded.name));
    const dialog = tree.page.locator('.jp-Dialog');
    await keys.tabTo(dialog.getByRole('textbox'));
    await keys.type(QUESTION);
    await keys.use(dialog.getByRole('button', { name: 'Ask', exact: true }));
    await expect(dialog.getByRole('article')).toContainText(QUESTION);
    await look(tree.page, 'notebook7-keyboard-asked');
    await keys.use(dialog.getByRole('button', { name: 'Close', exact: true }));
    await expect(dialog).toHaveCount(0);
  });

  const notebook = await test.step('fetch and open', async () => {
    await keys.use(tree.assignments.fetchButton(assignment.name));
    await expect(tree.assignments.state(assignment.name)).toHaveText('Fetched');
    const opened = student.context.waitForEvent('page');
    await keys.use(tree.assignments.openButton(assignment.name));
    const page = new NotebookPage(await opened);
    await page.ready();
    await expect(page.pill).toHaveText('Draft');
    return page;
  });

  const inside = new Keyboard(notebook.page);
  await test.step('the toolbar is a stop, from which the arrow keys go on', async () => {
    await expect(notebook.submitButton).toBeVisible();
    await inside.tabTo(notebook.toolbar);
    await inside.tabTo(notebook.submitButton, 'ArrowRight');
    await inside.use(notebook.pill, 'ArrowRight');
    await expect(notebook.details).toBeVisible();
    await inside.press('Escape');
    await expect(notebook.details).toHaveCount(0);
  });

  await test.step('work and submit', async () => {
    const cell = notebook.cell('answer = ...');
    await inside.tabTo(notebook.panel.locator('.jp-Notebook'));
    await inside.stepTo('ArrowDown', cell, /jp-mod-active/);
    await inside.press('Enter');
    await inside.press('ControlOrMeta+a');
    await inside.type('answer = 366');
    await inside.press('Escape');
    await inside.command(notebook, 'Submit');
    await expect(notebook.dialogButton('Submit')).toBeFocused();
    await inside.press('Enter');
    await expect(notebook.pill).toHaveText('2/5');
  });

  await test.step('read the score in the panel', async () => {
    await expect(tree.assignments.state(assignment.name)).toHaveText('2/5');
    await look(notebook.page, 'notebook7-keyboard');
  });
});
