import type { JupyterFrontEnd } from '@jupyterlab/application';
import { nullTranslator, type ITranslator } from '@jupyterlab/translation';
import { readFileSync } from 'node:fs';
import { english } from '../../english';
import { locale, writeIn } from '../../locale';
import { language } from '../../plugins/language';
import { translated } from '../../translated';

const GERMAN = JSON.parse(
  readFileSync(
    'jupyter_autograde/locale/de_DE/LC_MESSAGES/jupyter_autograde.json',
    'utf8'
  )
);

/** What numbers and times are written in, with JupyterLab in a language for which there are these texts. */
async function writtenIn(
  languageCode: string,
  trans: ReturnType<ITranslator['load']>
): Promise<string | undefined> {
  writeIn('la');
  await language.activate({} as JupyterFrontEnd, {
    ...nullTranslator,
    languageCode,
    load: () => trans
  });
  return locale();
}

describe('the language of numbers and times', () => {
  it('is that of the texts', async () => {
    expect(await writtenIn('de-DE', translated(GERMAN, 'de'))).toBe('de');
  });

  it('is English where there are no texts in the language of JupyterLab', async () => {
    expect(await writtenIn('fr-FR', english)).toMatch(/^en/);
  });
});
