import { INotebookTree } from '@jupyter-notebook/tree';
import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILauncher } from '@jupyterlab/launcher';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { forgetRefused } from '../actions/forget';
import { openNotebook } from '../actions/open';
import { CommandIDs } from '../commands';
import { assignmentsIcon } from '../icons';
import { AssignmentsModel } from '../models/assignments';
import {
  IAssignments,
  IAutogradeClient,
  ILiveEvents,
  IPerson,
  IPreferences
} from '../tokens';
import { AssignmentsPanel } from '../widgets/assignments-panel';
import { afterPalette } from './after-palette';
import { addTreeTab, showTreeTab } from './tree-tabs';

const PANEL_ID = 'jupyter-autograde-assignments';

/** What the user has to do, shared by the panel and the commands. */
export const assignmentsModel: JupyterFrontEndPlugin<IAssignments> = {
  id: 'jupyter-autograde:assignments-model',
  description: 'Provides the assignments of the user.',
  autoStart: true,
  requires: [IAutogradeClient, ILiveEvents],
  provides: IAssignments,
  activate: (_, client: IAutogradeClient, live: ILiveEvents) =>
    new AssignmentsModel({ client, live })
};

/** The Assignments panel: at the left in JupyterLab, a tab of the file page in Notebook 7. */
export const assignments: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-autograde:assignments',
  description: 'Adds the panel with the assignments of the user.',
  autoStart: true,
  requires: [IAssignments, IPerson, IPreferences],
  optional: [ITranslator, ILayoutRestorer, INotebookTree, ILauncher],
  activate: (
    app: JupyterFrontEnd,
    model: IAssignments,
    person: IPerson,
    preferences: IPreferences,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null,
    tree: INotebookTree | null,
    launcher: ILauncher | null
  ) => {
    const { commands, shell } = app;
    const trans = (translator ?? nullTranslator).load('jupyter_autograde');
    const panel = new AssignmentsPanel({
      model,
      person,
      preferences,
      trans,
      actions: {
        onAsk: ({ id }) =>
          void commands.execute(CommandIDs.askAboutGrade, { assignment: id }),
        onAttempts: ({ id }) =>
          void commands.execute(CommandIDs.showAttempts, { assignment: id }),
        onCheck: ({ id }) =>
          void commands.execute(CommandIDs.check, { assignment: id }),
        onFetch: ({ id }) =>
          void commands.execute(CommandIDs.fetch, { assignment: id }),
        onFetchFeedback: ({ id }) =>
          void commands.execute(CommandIDs.fetchFeedback, { assignment: id }),
        onFetchSolution: ({ id }) =>
          void commands.execute(CommandIDs.fetchSolution, { assignment: id }),
        onForget: ({ id }, pending) =>
          void forgetRefused(
            pending,
            () => model.forget(id, pending.id),
            trans
          ),
        onOpen: async path => {
          const open = () => commands.execute('docmanager:open', { path });
          if (!(await openNotebook(path, open, trans))) {
            await model.refresh();
          }
        },
        onSubmit: ({ id }) =>
          void commands.execute(CommandIDs.submit, { assignment: id })
      }
    });
    panel.id = PANEL_ID;
    panel.title.icon = assignmentsIcon;
    panel.title.caption = trans.__('Assignments');

    if (tree) {
      panel.title.label = trans.__('Assignments');
      addTreeTab(tree, panel);
    } else {
      shell.add(panel, 'left', { rank: 450, type: 'Autograde' });
      restorer?.add(panel, PANEL_ID);
    }
    void model.refresh();

    commands.addCommand(CommandIDs.openAssignments, {
      label: trans.__('Assignments'),
      caption: trans.__('Show the assignments of your courses'),
      icon: assignmentsIcon,
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () =>
        afterPalette(() => {
          if (tree) {
            showTreeTab(tree, panel);
          } else {
            shell.activateById(PANEL_ID);
          }
        })
    });
    launcher?.add({
      command: CommandIDs.openAssignments,
      category: trans.__('Autograde'),
      rank: 1
    });
  }
};
