import type { IDocumentManager } from '@jupyterlab/docmanager';
import { FileDialog } from '@jupyterlab/filebrowser';
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';

/** What is shown in the dialog. */
const PICKED: ReadonlySet<string> = new Set(['directory', 'notebook']);

/** Ask for a notebook of the user's; its path, or null = none. */
export async function pickNotebook(
  manager: IDocumentManager,
  translator: ITranslator,
  trans: TranslationBundle
): Promise<string | null> {
  let folder: string | undefined;
  for (;;) {
    const answer = await FileDialog.getOpenFiles({
      manager,
      translator,
      title: trans.__('Choose a notebook with solutions and tests'),
      // Folders too: the dialog would show none, and no notebook in one.
      filter: ({ type }) => (PICKED.has(type) ? {} : null),
      ...(folder !== undefined && {
        defaultPath: folder,
        label: trans.__('That is a folder. Choose a notebook in it.')
      })
    });
    if (!answer.button.accept) {
      return null;
    }
    const chosen = answer.value ?? [];
    const notebook = chosen.find(file => file.type === 'notebook');
    if (notebook) {
      return notebook.path;
    }
    // Without a choice the dialog answers with the folder that it shows.
    folder = chosen[0]?.path ?? '';
  }
}
