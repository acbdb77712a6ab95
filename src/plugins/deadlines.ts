import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { tellDeadlines } from '../actions/deadline-notices';
import { CommandIDs } from '../commands';
import { Deadlines } from '../models/deadlines';
import { IAssignments, IPerson } from '../tokens';

/** Warns before a due time passes. */
export const deadlines: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-autograde:deadlines',
  description: 'Warns a day and an hour before an assignment is due.',
  autoStart: true,
  requires: [IAssignments, IPerson],
  optional: [ITranslator],
  activate: (
    app,
    assignments: IAssignments,
    person: IPerson,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_autograde');
    const watch = new Deadlines({
      assignments,
      memory: () => window.localStorage,
      user: () => person.person?.name ?? null,
      isStaffOf: courseId => person.isStaffOf(courseId),
      isVisible: () => document.visibilityState === 'visible'
    });
    tellDeadlines(watch, {
      trans,
      onShow: () => void app.commands.execute(CommandIDs.openAssignments)
    });
    watch.look();
    // Who somebody is may be known after their assignments are.
    person.changed.connect(() => watch.look());
  }
};
