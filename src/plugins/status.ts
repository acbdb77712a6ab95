import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IToolbarWidgetRegistry } from '@jupyterlab/apputils';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { forgetRefused } from '../actions/forget';
import { CommandIDs } from '../commands';
import { NotebookStatuses } from '../models/notebook-statuses';
import { IAutogradeClient, ILiveEvents, INotebookStatuses } from '../tokens';
import { StatusPillWidget } from '../widgets/status-pill';

/** The factory of notebook toolbars, and the item's name in `schema/status.json`. */
const NOTEBOOK = 'Notebook';
const ITEM = 'autograde-status';

/** One status model for each open notebook. */
export const statuses: JupyterFrontEndPlugin<INotebookStatuses> = {
  id: 'jupyter-autograde:notebook-statuses',
  description: 'Provides the submission status of each open notebook.',
  autoStart: true,
  requires: [IAutogradeClient, ILiveEvents, INotebookTracker],
  provides: INotebookStatuses,
  activate: (
    _,
    client: IAutogradeClient,
    live: ILiveEvents,
    tracker: INotebookTracker
  ) => new NotebookStatuses({ client, live, tracker })
};

/** The pill in the toolbar. */
export const status: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-autograde:status',
  description: 'Shows the submission status in the toolbar of a notebook.',
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
    toolbars.addFactory<NotebookPanel>(NOTEBOOK, ITEM, panel => {
      const model = statuses.of(panel.context);
      return new StatusPillWidget({
        model,
        trans,
        onAsk: () =>
          void app.commands.execute(CommandIDs.askAboutGrade, {
            path: model.path
          }),
        onAttempts: () =>
          void app.commands.execute(CommandIDs.showAttempts, {
            path: model.path
          }),
        onForget: pending =>
          void forgetRefused(pending, () => model.forget(pending.id), trans)
      });
    });
  }
};
