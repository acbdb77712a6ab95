import { INotebookTree } from '@jupyter-notebook/tree';
import {
  ILayoutRestorer,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILauncher } from '@jupyterlab/launcher';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { gradeAgain } from '../actions/grade-again';
import { CommandIDs } from '../commands';
import { formgraderIcon } from '../icons';
import { FormgraderModel } from '../models/formgrader';
import { IAutogradeClient, ILiveEvents, IPerson } from '../tokens';
import { FormgraderPanel } from '../widgets/formgrader-panel';
import { addStaffPanel } from './staff-panel';

/** The Formgrader: everybody's submissions. */
export const formgrader: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-autograde:formgrader',
  description: 'Adds the panel with everybody’s submissions, for staff.',
  autoStart: true,
  requires: [IAutogradeClient, ILiveEvents, IPerson],
  optional: [ITranslator, ILayoutRestorer, ILauncher, INotebookTree],
  activate: (
    app,
    client: IAutogradeClient,
    events: ILiveEvents,
    person: IPerson,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null,
    launcher: ILauncher | null,
    tree: INotebookTree | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_autograde');
    addStaffPanel({
      app,
      person,
      restorer,
      launcher,
      tree,
      trans,
      command: CommandIDs.openFormgrader,
      name: 'formgrader',
      label: trans.__('Formgrader'),
      caption: trans.__('Show the submissions of the courses you teach'),
      icon: formgraderIcon,
      create: () => {
        const model = new FormgraderModel({ client, live: events });
        return new FormgraderPanel({
          model,
          trans,
          onGradeAgain: () => void gradeAgain(model, trans)
        });
      }
    });
  }
};
