import type { TranslationBundle } from '@jupyterlab/translation';
import { english, fill } from './english';

/** What `jupyter_autograde/locale/<language>/LC_MESSAGES/jupyter_autograde.json` holds: forms by text. */
export type ITexts = Readonly<Record<string, unknown>>;

/** Stands between context and text, as gettext has it. */
const CONTEXT_END = '\u0004';

/** The language of the texts, a tag of BCP 47: where nothing is translated they are English. */
export function languageOf(trans: TranslationBundle): string {
  return trans._p('language', 'en');
}

/**
 * The texts in another language, for a page without JupyterLab's translations.
 *
 * JupyterLab's own class makes a function of the rule for plurals, which the page's policy forbids; here the browser
 * knows the rule. Languages with more than two forms would need more than that.
 */
export function translated(texts: ITexts, language: string): TranslationBundle {
  const plurals = new Intl.PluralRules(language);
  const forms = (text: string, context?: string): readonly string[] | null => {
    const key =
      context === undefined ? text : `${context}${CONTEXT_END}${text}`;
    const found = Object.hasOwn(texts, key) ? texts[key] : null;
    return Array.isArray(found) ? found : null;
  };
  const one = (text: string, ...args: unknown[]): string =>
    fill(forms(text)?.[0] ?? text, args);
  const oneIn = (context: string, text: string, ...args: unknown[]): string =>
    fill(forms(text, context)?.[0] ?? text, args);
  const manyIn = (
    context: string | undefined,
    singular: string,
    plural: string,
    count: number,
    args: unknown[]
  ): string => {
    const found = forms(singular, context);
    return found?.length === 2
      ? fill(found[plurals.select(count) === 'one' ? 0 : 1], [count, ...args])
      : english._n(singular, plural, count, ...args);
  };
  return {
    __: one,
    _n: (singular, plural, count, ...args) =>
      manyIn(undefined, singular, plural, count, args),
    _p: oneIn,
    _np: (context, singular, plural, count, ...args) =>
      manyIn(context, singular, plural, count, args),
    gettext: one,
    ngettext: (singular, plural, count, ...args) =>
      manyIn(undefined, singular, plural, count, args),
    pgettext: oneIn,
    npgettext: (context, singular, plural, count, ...args) =>
      manyIn(context, singular, plural, count, args),
    dcnpgettext: (_domain, context, singular, plural, count, ...args) =>
      manyIn(context, singular, plural, count, args)
  };
}
