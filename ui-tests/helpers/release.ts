import { expect } from '@playwright/test';
import type { NotebookPage } from './notebook-page';

/** Release the open notebook by the toolbar: fill the dialog, read the report, confirm. */
export async function releaseByToolbar(
  notebook: NotebookPage,
  name: string,
  look: (what: string) => Promise<void> = () => Promise.resolve()
): Promise<void> {
  const { dialog, page } = notebook;
  await notebook.releaseButton.click();
  await dialog.getByLabel('Assignment').fill(name);
  await dialog.getByLabel('Due').fill('2031-05-06T17:30');
  await look('release-form');
  await notebook.dialogButton('Build and check').click();

  await expect(dialog).toContainText(`Release version 1 of “${name}”?`);
  await expect(dialog).toContainText('5/5');
  await look('release-report');
  await notebook.dialogButton('Release to students').click();
  await expect(
    notebook.notifications.filter({ hasText: 'Students can fetch it now.' })
  ).toContainText(name);
  await expect(page.locator('.jp-Dialog')).toHaveCount(0);
}
