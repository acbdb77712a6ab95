import { INSTRUCTOR, NOTEBOOK, SOURCE, named } from '../helpers/hub';
import { look } from '../helpers/look';
import { NotebookPage } from '../helpers/notebook-page';
import { releaseByToolbar } from '../helpers/release';
import { expect, test } from '../helpers/test';

const ASSIGNMENT = named('Counting in a notebook');
const STUDENT = 'amara';

test('from Release to a score in Notebook 7, without a reload', async ({
  person
}) => {
  const instructor = await person(INSTRUCTOR);
  const watcher = await instructor.tree();
  await watcher.tab('Formgrader').click();

  await test.step('the instructor releases', async () => {
    const notebook = await (await person(INSTRUCTOR)).notebook7(SOURCE);
    await releaseByToolbar(notebook, ASSIGNMENT);
    await look(notebook.page, 'notebook7-released');
  });

  await test.step('the Formgrader lists the assignment', async () => {
    await watcher.formgrader.show('Submissions');
    await watcher.formgrader.assignment(ASSIGNMENT).click();
    await expect(watcher.formgrader.root).toContainText(
      `Nobody has submitted “${ASSIGNMENT}” yet.`
    );
  });

  const student = await person(STUDENT);
  const tree = await student.tree();
  const notebook =
    await test.step('the student fetches and opens', async () => {
      await tree.tab('Assignments').click();
      await expect(tree.assignments.state(ASSIGNMENT)).toHaveText('Released');
      await tree.assignments.fetchButton(ASSIGNMENT).click();
      await expect(tree.assignments.state(ASSIGNMENT)).toHaveText('Fetched');
      const opened = student.context.waitForEvent('page');
      await tree.notifications
        .filter({ hasText: `Fetched “${ASSIGNMENT}”` })
        .getByRole('button', { name: 'Open' })
        .click();
      const notebook = new NotebookPage(await opened);
      // Not before: a picture without animations ends that by which the message closes itself.
      await look(tree.page, 'notebook7-assignments');
      await notebook.ready();
      expect(new URL(notebook.page.url()).pathname).toContain(
        `/notebooks/data-101/`
      );
      expect(notebook.page.url()).toContain(NOTEBOOK);
      await expect(notebook.pill).toHaveText('Draft');
      return notebook;
    });

  await test.step('and submits', async () => {
    await notebook.replaceCell('answer = ...', 'answer = 366');
    await notebook.submit();
    await expect(
      notebook.notifications.filter({ hasText: 'submitted' })
    ).toContainText('attempt #1');
  });

  await test.step('the score appears in the pill and in the panel', async () => {
    await expect(notebook.pill).toHaveText('2/5');
    await expect(tree.assignments.state(ASSIGNMENT)).toHaveText('2/5');
    await notebook.pill.click();
    await expect(notebook.details).toContainText('Attempt 1: 2 of 5 points.');
    await look(notebook.page, 'notebook7-pill-details');
  });

  await test.step('and in the Formgrader, with every test', async () => {
    const { formgrader } = watcher;
    await expect(formgrader.row(STUDENT)).toContainText('2/5');
    await formgrader.row(STUDENT).click();
    await expect(formgrader.question('q1')).toContainText('2/2');
    await expect(formgrader.question('q2')).toContainText('0/3');
    await look(watcher.page, 'notebook7-formgrader');
  });
});
