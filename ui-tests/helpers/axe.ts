import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Expect that axe finds nothing wrong in the parts of the page that a selector names. */
export async function expectAccessible(
  page: Page,
  selector: string
): Promise<void> {
  await expect(page.locator(selector).first()).toBeVisible();
  const { violations } = await new AxeBuilder({ page })
    .include(selector)
    .analyze();
  const found = violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes.map(node => `${node.target.join(' ')} ${node.any.map(check => check.message).join(' ')}`).join(' | ')}`
  );
  expect(found, selector).toEqual([]);
}
