import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ITranslator } from '@jupyterlab/translation';
import { writeIn } from '../locale';

/** Numbers and times in the language of the words, which need not be the browser's. */
export const language: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-autograde:language',
  description: 'Writes numbers and times in the language of JupyterLab.',
  autoStart: true,
  optional: [ITranslator],
  activate: (_, translator: ITranslator | null) =>
    writeIn(translator?.languageCode ?? 'en')
};
