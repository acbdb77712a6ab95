import type { Locator, Page } from '@playwright/test';

/** The result of a question in its cell. */
export function resultOf(page: Page, question: string): Locator {
  return page.getByRole('region', { name: `Result of ${question}` });
}
