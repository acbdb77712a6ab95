import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { SubmissionNotices } from '../actions/notices';
import { openNotebook } from '../actions/open';
import { RequestNotices } from '../actions/request-notices';
import { CommandIDs, registerCommands } from '../commands';
import { notebookPage } from '../notebook7';
import {
  IAssignments,
  IAutogradeClient,
  ILiveEvents,
  INotebookStatuses,
  IPerson,
  IPreferences
} from '../tokens';
import { pickNotebook } from '../widgets/dialogs/pick-notebook';

/** The commands, in the palette too; `schema/commands.json` places them in the menu. */
export const commands: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-autograde:commands',
  description: 'Adds the commands Fetch, Submit and Release.',
  autoStart: true,
  requires: [
    IAutogradeClient,
    ILiveEvents,
    INotebookStatuses,
    IAssignments,
    IPerson,
    IPreferences,
    IDocumentManager
  ],
  optional: [ICommandPalette, ITranslator],
  activate: (
    app,
    client: IAutogradeClient,
    live: ILiveEvents,
    statuses: INotebookStatuses,
    assignments: IAssignments,
    person: IPerson,
    preferences: IPreferences,
    documents: IDocumentManager,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_autograde');
    const notices = new SubmissionNotices({
      live,
      trans,
      tellsSent: () => preferences.tellSent,
      isInHand: event =>
        statuses.byPath(event.notebook)?.busy === 'submit' ||
        assignments.busy.has(event.assignment_id)
    });
    new RequestNotices({
      live,
      person,
      trans,
      isWanted: () => preferences.tellAnswered,
      nameOf: id => assignments.assignments?.find(a => a.id === id)?.name,
      onRead: id =>
        void app.commands.execute(CommandIDs.askAboutGrade, { assignment: id })
    });
    registerCommands({
      commands: app.commands,
      client,
      live,
      statuses,
      assignments,
      person,
      documents,
      openDocuments: () =>
        [...app.shell.widgets('main')]
          .map(widget => documents.contextForWidget(widget))
          .filter(context => context !== undefined),
      notices,
      trans,
      open: (path, beside) =>
        void openNotebook(
          path,
          () =>
            app.commands.execute('docmanager:open', {
              path,
              ...placeBeside(documents, beside)
            }),
          trans
        ),
      pickNotebook: () =>
        pickNotebook(documents, translator ?? nullTranslator, trans),
      get opensByItself() {
        return notebookPage() === null && preferences.openAfterFetch;
      },
      refreshAll: () => {
        void statuses.current?.refresh();
        void assignments.refresh();
        void person.refresh();
      }
    });
    for (const command of Object.values(CommandIDs)) {
      palette?.addItem({ command, category: trans.__('Autograde') });
    }
  }
};

/** Where a document opens that belongs beside another: to its right, while that one is open. */
function placeBeside(
  documents: IDocumentManager,
  path: string | undefined
): { options?: { mode: 'split-right'; ref: string } } {
  const other = path === undefined ? null : documents.findWidget(path, null);
  return other ? { options: { mode: 'split-right', ref: other.id } } : {};
}
