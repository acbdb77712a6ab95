import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { revertCell } from '../actions/revert-cell';
import { CommandIDs } from '../commands';
import { revertIcon } from '../icons';
import { IAutogradeClient, ILiveEvents, INotebookStatuses } from '../tokens';
import { QuestionResults } from '../widgets/question-results';
import { translateSettings } from './schema-translation';

const ID = 'jupyter-autograde:question-cells';

/** In the notebook: the results beside the questions, and the way back to the released text of a cell. */
export const questionCells: JupyterFrontEndPlugin<void> = {
  id: ID,
  description: 'Shows results in the cells of questions, and reverts a cell.',
  autoStart: true,
  requires: [
    IAutogradeClient,
    ILiveEvents,
    INotebookStatuses,
    INotebookTracker
  ],
  optional: [ISettingRegistry, ITranslator],
  activate: (
    app,
    client: IAutogradeClient,
    live: ILiveEvents,
    statuses: INotebookStatuses,
    tracker: INotebookTracker,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ) => {
    const { commands } = app;
    const trans = (translator ?? nullTranslator).load('jupyter_autograde');
    const open = new Set<QuestionResults>();
    let shown = true;
    tracker.widgetAdded.connect((_, panel) => {
      const model = statuses.of(panel.context);
      const results = new QuestionResults({
        panel,
        model,
        client,
        live,
        trans,
        onAsk: question =>
          void commands.execute(CommandIDs.askAboutGrade, {
            path: model.path,
            question
          })
      });
      results.shown = shown;
      open.add(results);
      panel.disposed.connect(() => open.delete(results));
    });
    if (registry) {
      translateSettings(registry, ID, trans);
    }
    registry
      ?.load(ID)
      .then(settings => {
        const read = (): void => {
          shown = settings.get('showResults').composite !== false;
          open.forEach(results => {
            results.shown = shown;
          });
        };
        settings.changed.connect(read);
        read();
      })
      // Results are shown then, as for who has chosen nothing.
      .catch(reason => console.warn(`No settings of ${ID}:`, reason));

    const isOfAssignment = (): boolean =>
      Boolean(statuses.current?.info?.assignment);
    commands.addCommand(CommandIDs.revertCell, {
      label: trans.__('Revert Cell…'),
      caption: trans.__('Put the text back that came with the assignment'),
      icon: revertIcon,
      describedBy: {
        args: {
          type: 'object',
          properties: {
            ofAssignmentOnly: {
              type: 'boolean',
              description:
                'Whether there is no such item in notebooks of no assignment: menus of cells are long.'
            }
          }
        }
      },
      isEnabled: () => tracker.activeCell !== null && isOfAssignment(),
      isVisible: args => args.ofAssignmentOnly !== true || isOfAssignment(),
      execute: async () => {
        const { activeCell } = tracker;
        const path = statuses.current?.path;
        if (activeCell && path !== undefined) {
          await revertCell(activeCell.model.sharedModel, path, {
            client,
            trans
          });
        }
      }
    });
    const changed = (): void =>
      commands.notifyCommandChanged(CommandIDs.revertCell);
    statuses.currentChanged.connect(changed);
    tracker.activeCellChanged.connect(changed);
  }
};
