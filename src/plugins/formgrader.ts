import { fileChoice } from '../actions/choose-files';
import { gradeAgain } from '../actions/grade-again';
import { CommandIDs } from '../commands';
import { formgraderIcon } from '../icons';
import { FormgraderModel } from '../models/formgrader/formgrader';
import { chartDrawer } from '../widgets/chart';
import { FormgraderPanel } from '../widgets/formgrader-panel';
import { staffPanelPlugin } from './staff-panel';

/** The Formgrader: everybody's submissions. */
export const formgrader = staffPanelPlugin(
  'jupyter-autograde:formgrader',
  'Adds the panel with everybody’s submissions, for staff.',
  ({
    app,
    client,
    documents,
    events,
    latex,
    preferences,
    rendermime,
    trans
  }) => ({
    command: CommandIDs.openFormgrader,
    name: 'formgrader',
    label: trans.__('Formgrader'),
    caption: trans.__('Show the submissions of the courses you teach'),
    icon: formgraderIcon,
    create: () => {
      const model = new FormgraderModel({ client, live: events });
      const drawChart = chartDrawer(rendermime);
      const release = async (
        course: string,
        assignment: string | null
      ): Promise<void> => {
        const made: unknown = await app.commands.execute(
          CommandIDs.releaseFrom,
          assignment === null ? { course } : { course, assignment }
        );
        await model.refresh();
        if (typeof made === 'string') {
          model.context.selectAssignment(made);
        }
      };
      return new FormgraderPanel({
        model,
        preferences,
        trans,
        typeset: latex && (element => void latex.typeset(element)),
        acts: {
          onGradeAgain: () => void gradeAgain(model.page('submissions'), trans),
          drawChart,
          files: documents ? fileChoice(app, documents, trans) : undefined,
          onRelease: (course, assignment) => void release(course, assignment)
        }
      });
    }
  })
);
