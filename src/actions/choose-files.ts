import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import { FileDialog } from '@jupyterlab/filebrowser';
import { PathExt } from '@jupyterlab/coreutils';
import { NotebookPanel } from '@jupyterlab/notebook';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IFileChoice } from '../components/formgrader/page';
import type { IChosenFile } from '../hand-in-files';

/** Files of the user's server, by the lab's own dialog. */
export function fileChoice(
  app: JupyterFrontEnd,
  documents: IDocumentManager,
  trans: TranslationBundle
): IFileChoice {
  const { contents } = app.serviceManager;
  return {
    openNotebooks: () =>
      [...app.shell.widgets('main')]
        .filter(widget => widget instanceof NotebookPanel)
        .map(({ context: { path } }) => ({
          ...chosen(contents, path),
          key: path
        })),
    choose: async () => {
      const { value } = await FileDialog.getOpenFiles({
        manager: documents,
        title: trans.__('Files to hand in'),
        label: trans.__('Choose the notebook, and the files that belong to it.')
      });
      return (value ?? [])
        .filter(({ type }) => type !== 'directory')
        .map(({ path }) => chosen(contents, path));
    }
  };
}

function chosen(contents: Contents.IManager, path: string): IChosenFile {
  return {
    name: PathExt.basename(path),
    read: async () => {
      const model = await contents.get(path, {
        type: 'file',
        format: 'base64',
        content: true
      });
      return Uint8Array.from(atob(String(model.content)), char =>
        char.charCodeAt(0)
      ).buffer;
    }
  };
}
