import { expect, type Locator } from '@playwright/test';
import { Keyboard } from './keyboard';
import type { NotebookPage } from './notebook-page';

type Look = (what: string) => Promise<void>;

/** Release the open notebook by the toolbar: fill the dialog, read the report, confirm. */
export async function releaseByToolbar(
  notebook: NotebookPage,
  name: string,
  look: Look = () => Promise.resolve()
): Promise<void> {
  const { dialog } = notebook;
  await notebook.releaseButton.click();
  await dialog.getByLabel('Assignment').fill(name);
  await dialog.getByLabel('Due').fill('2031-05-06T17:30');
  await look('release-form');
  await readAndConfirm(notebook, name, look, button => button.click());
}

/** Do the same without a mouse. */
export async function releaseByKeys(
  notebook: NotebookPage,
  name: string,
  look: Look
): Promise<void> {
  const { dialog, page } = notebook;
  const keys = new Keyboard(page);
  // The toolbar is one stop of the Tab key.
  await keys.tabTo(notebook.toolbar, 'Shift+Tab');
  await keys.tabTo(notebook.releaseButton, 'ArrowRight');
  await keys.press('Enter');
  // What it would be called is to be typed over.
  await expect(dialog.getByLabel('Assignment')).toBeFocused();
  await keys.press('ControlOrMeta+a');
  await keys.type(name);
  await keys.tabTo(dialog.getByLabel('Due'));
  await keys.typeTime('2031-05-06T17:30');
  await look('release-form');
  await readAndConfirm(notebook, name, look, button => keys.use(button));
}

async function readAndConfirm(
  notebook: NotebookPage,
  name: string,
  look: Look,
  press: (button: Locator) => Promise<void>
): Promise<void> {
  const { dialog, page } = notebook;
  await press(notebook.dialogButton('Build and check'));
  await expect(dialog).toContainText(`Release version 1 of “${name}”?`);
  await expect(dialog).toContainText('5/5');
  await look('release-report');
  await press(notebook.dialogButton('Release to students'));
  await expect(
    notebook.notifications.filter({ hasText: 'Students can fetch it now.' })
  ).toContainText(name);
  await expect(page.locator('.jp-Dialog')).toHaveCount(0);
}
