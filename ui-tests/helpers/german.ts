import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Locator } from '@playwright/test';

/** The German catalog: it has the forms for many too, which its JSON leaves out. */
const CATALOG = readFileSync(
  path.resolve(
    __dirname,
    '../../jupyter_autograde/locale/de_DE/LC_MESSAGES/jupyter_autograde.po'
  ),
  'utf8'
);

/** Each text, and its German: forms for one and for many by themselves. */
const TEXTS = CATALOG.split('\n\n').flatMap(entry => {
  const english = stringsOf(entry, 'msgid(?:_plural)?');
  const forms = stringsOf(entry, 'msgstr(?:\\[\\d\\])?');
  return english.map((text, index) => ({
    text,
    german: forms[index] ?? forms[0]
  }));
});

/** English texts of ours that have another word in German. */
const ENGLISH = TEXTS.filter(({ german, text }) => german !== text).map(
  ({ text }) => pattern(text)
);
const GERMAN = TEXTS.map(({ german }) => pattern(german));

/** Whether it is one of our texts in English, whatever was put into it. */
export function isEnglish(said: string): boolean {
  const fits = (one: RegExp | null): boolean => one?.test(said) ?? false;
  return ENGLISH.some(fits) && !GERMAN.some(fits);
}

/** Expect that nothing in it, seen or said, is one of our texts in English. */
export async function expectGerman(root: Locator): Promise<void> {
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
  expect(texts.filter(isEnglish)).toEqual([]);
}

function stringsOf(entry: string, name: string): string[] {
  const lines = new RegExp(`^${name} (".*"(?:\\n".*")*)$`, 'gm');
  return [...entry.matchAll(lines)]
    .map(([, quoted]) =>
      quoted
        .split('\n')
        .map(line => JSON.parse(line) as string)
        .join('')
    )
    .filter(Boolean);
}

/** What a text looks like with anything put into it; null where it has no word of its own. */
function pattern(text: string): RegExp | null {
  const parts = text.split(/%\d/);
  if (!parts.some(part => /\p{L}{2}/u.test(part))) {
    return null;
  }
  const words = parts.map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${words.join('.+')}$`, 's');
}
