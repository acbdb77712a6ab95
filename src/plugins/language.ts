import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { writeIn } from '../locale';
import { languageOf } from '../translated';

/** Numbers and times in the language of the words, which need not be the browser's, nor JupyterLab's. */
export const language: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-autograde:language',
  description: 'Writes numbers and times in the language of the texts.',
  autoStart: true,
  optional: [ITranslator],
  activate: (_, translator: ITranslator | null) => {
    const trans = (translator ?? nullTranslator).load('jupyter_autograde');
    writeIn(languageOf(trans));
  }
};
