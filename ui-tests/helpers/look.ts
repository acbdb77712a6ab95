import type { Page } from '@playwright/test';
import { resolve } from 'node:path';

/** Keep a picture for people to look at; no test compares it, and where nobody looks (CI) there is none. */
export async function look(page: Page, name: string): Promise<void> {
  if (process.env.CI) {
    return;
  }
  await page.screenshot({
    path: resolve(__dirname, '..', 'screenshots', `${name}.png`),
    animations: 'disabled'
  });
}
