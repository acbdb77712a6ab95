import type { TranslationBundle } from '@jupyterlab/translation';

/** Put arguments where the text says `%1`, `%2`, …: the way JupyterLab's translations do. */
export function fill(text: string, args: readonly unknown[]): string {
  return text.replace(/%(\d+)/g, (whole, number: string) => {
    const index = Number(number) - 1;
    return index in args ? String(args[index]) : whole;
  });
}

const one = (text: string, ...args: unknown[]): string => fill(text, args);

/** As in JupyterLab, the number is the first argument. */
const many = (
  singular: string,
  plural: string,
  count: number,
  ...args: unknown[]
): string => fill(count === 1 ? singular : plural, [count, ...args]);

/** The texts as they stand in the code, for a page without JupyterLab's translations. */
export const english: TranslationBundle = {
  __: one,
  _n: many,
  _p: (_context: string, text: string, ...args: unknown[]) =>
    one(text, ...args),
  _np: (
    _context: string,
    singular: string,
    plural: string,
    count: number,
    ...args: unknown[]
  ) => many(singular, plural, count, ...args),
  gettext: one,
  ngettext: many,
  pgettext: (_context: string, text: string, ...args: unknown[]) =>
    one(text, ...args),
  npgettext: (
    _context: string,
    singular: string,
    plural: string,
    count: number,
    ...args: unknown[]
  ) => many(singular, plural, count, ...args),
  dcnpgettext: (
    _domain: string,
    _context: string,
    singular: string,
    plural: string,
    count: number,
    ...args: unknown[]
  ) => many(singular, plural, count, ...args)
};
