import { handIn, named, release, SKY } from '../helpers/hub';
import { look } from '../helpers/look';
import { expect, test } from '../helpers/test';

const STUDENT = 'amara';
/** An answer that keeps the only slot of the service for a while. */
const SLOW = '__import__("time").sleep(8)';
/** Bytes: more than one file may have. */
const HUGE = 51 * 1024 * 1024;

test('work is looked at before it is handed in, and has a place in the queue then', async ({
  person
}) => {
  const checked = await release(named('Much is wrong'), 48, SKY, {
    files: { 'words.txt': 'one', 'numbers.txt': '1' }
  });
  const queued = await release(named('Waits its turn'));
  await handIn(queued, 'diego');
  const lab = await (await person(STUDENT)).lab();
  const { page } = lab;
  await lab.openAssignments();

  await test.step('all that is wrong is said at once', async () => {
    await lab.assignments.fetchButton(checked.name).click();
    await lab.assignments.openButton(checked.name).click();
    await expect(lab.pill).toHaveText('Draft');
    await lab.replaceCell(
      'YOUR CODE',
      `import os; os.remove("words.txt"); os.truncate(os.open("huge.bin", os.O_CREAT | os.O_WRONLY), ${HUGE}); "done"`
    );
    await lab.run('import os');
    await lab.cell('import os').locator('.jp-InputPrompt').click();
    await page.keyboard.press('c');
    await page.keyboard.press('v');
    await expect(lab.cell('import os')).toHaveCount(2);
    const notebook = await lab.assignments
      .openButton(checked.name)
      .getAttribute('title');
    await lab.openPath(notebook!.replace(SKY, 'numbers.txt'));
    await page.locator('.jp-FileEditor:visible .cm-content').click();
    await page.keyboard.type('2');
    // The file browser has come in front to show the file.
    await lab.openAssignments();
    await lab.assignments.checkButton(checked.name).click();
    const blocking = lab.dialog.getByRole('alert');
    await expect(blocking).toContainText('This can’t be handed in');
    await expect(blocking).toContainText(
      "The file 'huge.bin' has 51.0 MiB; 50 MiB are allowed."
    );
    for (const words of [
      'changes that are not saved, and go in without them: numbers.txt.',
      'Files that came with the assignment are gone: words.txt.',
      'Cells of these questions are there twice: colour.'
    ]) {
      await expect(lab.dialog).toContainText(words);
    }
    await look(page, 'own-work-check');
    await lab.dialogButton('Close').click();
  });

  await test.step('a hand-in that waits is told its place, and when to look again', async () => {
    await lab.assignments.fetchButton(queued.name).click();
    await lab.assignments.openButton(queued.name).click();
    await expect(lab.pill).toHaveText('Draft');
    await handIn(queued, 'ben', { '366': SLOW }, false);
    await handIn(queued, 'chiara', {}, false);
    await page.keyboard.press('Alt+Shift+S');
    await lab.dialogButton('Submit').click();
    await expect(lab.pill).toHaveAttribute(
      'title',
      /It is number 2 in the queue; the result is expected about \d/
    );
    const spoken = lab.toolbar.getByRole('status');
    await expect(spoken).toHaveText(
      'Attempt 1 arrived and waits to be graded.'
    );
    await lab.pill.click();
    await expect(lab.details).toContainText('in the queue');
    await look(page, 'own-work-queue');
    await page.keyboard.press('Escape');
    await expect(spoken).toHaveText('Attempt 1: 0 of 5 points.');
  });
});
