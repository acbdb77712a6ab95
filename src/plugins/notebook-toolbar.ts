import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IToolbarWidgetRegistry } from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { CommandIDs } from '../commands';
import type { NotebookStatusModel } from '../models/notebook-status';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { closedSentence } from '../components/status-words';
import { INotebookStatuses } from '../tokens';
import { CommandButton } from '../widgets/command-button';
import { keepTabStop } from '../widgets/toolbar-tab-stop';

/** The factory of notebook toolbars; the items' names stand in `schema/notebook-toolbar.json`. */
const NOTEBOOK = 'Notebook';

/** Items, and to whom they are shown. */
const ITEMS: readonly {
  name: string;
  command: string;
  allowed: (model: NotebookStatusModel) => boolean;
}[] = [
  {
    name: 'autograde-fetch',
    command: CommandIDs.fetch,
    allowed: model => model.canFetch
  },
  {
    name: 'autograde-submit',
    command: CommandIDs.submit,
    allowed: model => model.canSubmit
  },
  {
    name: 'autograde-release',
    command: CommandIDs.release,
    allowed: model => model.canRelease
  }
];

/** Fetch, Submit and Release in the toolbar of a notebook, as the user's role allows. */
export const notebookToolbar: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-autograde:notebook-toolbar',
  description: 'Adds Fetch, Submit and Release to the toolbar of a notebook.',
  autoStart: true,
  requires: [INotebookStatuses, IToolbarWidgetRegistry],
  optional: [ITranslator],
  activate: (
    app,
    statuses: INotebookStatuses,
    toolbars: IToolbarWidgetRegistry,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_autograde');
    app.docRegistry.addWidgetExtension(NOTEBOOK, {
      createNew: (panel: NotebookPanel) => keepTabStop(panel.toolbar)
    });
    for (const { name, command, allowed } of ITEMS) {
      toolbars.addFactory<NotebookPanel>(
        NOTEBOOK,
        name,
        panel =>
          new CommandButton({
            commands: app.commands,
            command,
            allowed,
            refusal: model =>
              command === CommandIDs.submit && model.isClosed
                ? closedSentence(trans)
                : null,
            model: statuses.of(panel.context)
          })
      );
    }
  }
};
