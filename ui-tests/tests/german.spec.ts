import type { Locator } from '@playwright/test';
import german from '../../jupyter_autograde/locale/de_DE/LC_MESSAGES/jupyter_autograde.json';
import {
  chooseLanguage,
  handIn,
  INSTRUCTOR,
  named,
  release,
  type IAssignment
} from '../helpers/hub';
import { look } from '../helpers/look';
import { Person } from '../helpers/person';
import { expect, test } from '../helpers/test';

const STUDENT = 'jonas';

let assignment: IAssignment;

test.beforeAll(async () => {
  assignment = await release(named('Zählen'));
  await handIn(assignment, STUDENT, { '366': '365' });
  await chooseLanguage(STUDENT, 'de_DE');
});
test.afterAll(() => chooseLanguage(STUDENT, 'default'));

/** English texts of ours that have another word in German. */
const ENGLISH = new Set(
  Object.entries(german as Record<string, unknown>)
    .filter(([, forms]) => Array.isArray(forms))
    .map(([key, forms]) => [key.split('\u0004').at(-1)!, forms as string[]])
    .filter(([text, forms]) => forms[0] !== text)
    .map(([text]) => text as string)
);

/** Expect that nothing in it, seen or said, is one of our texts in English. */
async function expectGerman(root: Locator): Promise<void> {
  const texts = await root.evaluate(element => {
    const found: string[] = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      found.push(walker.currentNode.textContent ?? '');
    }
    for (const one of element.querySelectorAll('*')) {
      for (const name of ['aria-label', 'title', 'placeholder']) {
        found.push(one.getAttribute(name) ?? '');
      }
    }
    return found.map(text => text.trim()).filter(Boolean);
  });
  expect(texts.length).toBeGreaterThan(3);
  expect(texts.filter(text => ENGLISH.has(text))).toEqual([]);
}

test('a student works in German', async ({ person }) => {
  const lab = await (await person(STUDENT)).lab();
  const { page } = lab;
  await expect(
    page.locator('.jp-LauncherCard').filter({ hasText: 'Aufgaben' })
  ).toBeVisible();
  await page.keyboard.press('Alt+Shift+L');
  const panel = page.locator('.jp-AutogradeAssignments');
  await expect(panel).toContainText(assignment.name);
  await expect(panel).toContainText('Frist:');
  await expectGerman(panel);
  await look(page, 'german-assignments');
  const items = await lab.openMenu();
  await expect(items.filter({ hasText: 'Abgeben' })).not.toHaveCount(0);
  await look(page, 'german-menu');
});

test('staff work in German at the address of the service', async ({
  browser
}) => {
  const context = await browser.newContext({ locale: 'de-DE' });
  const page = await new Person(INSTRUCTOR, context).logIn(
    'services/autograde/'
  );
  const main = page.getByRole('main');
  for (const name of [
    'Start',
    'Abgaben',
    'Bewertung von Hand',
    'Studierende',
    'Notenbuch'
  ]) {
    await main.getByRole('tab', { name, exact: true }).click();
    await expect(main.locator('[role="tabpanel"]')).not.toContainText(
      'geladen'
    );
    await expectGerman(page.locator('body'));
    await look(page, `german-${name.replace(/ /g, '-').toLowerCase()}`);
  }
  await expect(page.locator('html')).toHaveAttribute('lang', 'de-DE');
  await context.close();
});
