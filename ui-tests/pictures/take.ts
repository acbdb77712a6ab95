import { expect, type Locator, type Page } from '@playwright/test';
import { resolve } from 'node:path';
import screens from './screens.json';

/** Where `scripts/pictures.py` takes them from. */
const TAKEN = resolve(__dirname, '..', 'screenshots', 'docs');

/** Take the picture of a screen, light and dark; what the theme draws anew has to be there first. */
export async function take(
  page: Page,
  screen: string,
  drawn?: Locator
): Promise<void> {
  expect(screens, 'screens.json has all of them').toContain(screen);
  // Messages come and go; what is under the mouse looks different.
  await page.mouse.move(0, 0);
  await expect(page.locator('.Toastify__toast')).toHaveCount(0);
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    if (await page.locator('[data-jp-theme-light]').count()) {
      // JupyterLab loads the style sheet of the theme.
      await expect(page.locator('body')).toHaveAttribute(
        'data-jp-theme-light',
        String(theme === 'light')
      );
    }
    if (drawn) {
      await expect(drawn).toBeVisible();
    }
    await page.screenshot({
      path: resolve(TAKEN, `${screen}-${theme}.png`),
      animations: 'disabled'
    });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Close what a panel says to those who are new, one hint after the other. */
export async function closeHints(within: Locator): Promise<void> {
  const hint = within.getByRole('note', { name: 'Hint' });
  await hint.waitFor();
  while (await hint.count()) {
    const sentence = (await hint.textContent())!;
    await hint.getByRole('button', { name: 'Got it' }).click();
    await expect(within).not.toContainText(sentence);
  }
}
