import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { describeError } from '../api/errors';
import type { SubmissionsModel } from '../models/formgrader/submissions';
import { askToGradeAgain } from '../widgets/dialogs/grade-again';
import { showFault } from '../widgets/dialogs/fault';

/** Ask, then put the shown submission in the queue once more. */
export async function gradeAgain(
  model: SubmissionsModel,
  trans: TranslationBundle
): Promise<void> {
  const { submission } = model.detail;
  if (!submission || !(await askToGradeAgain(submission, trans))) {
    return;
  }
  try {
    await model.gradeAgain();
    Notification.info(
      trans.__(
        'Attempt %1 of %2 is being graded again.',
        submission.attempt,
        submission.user
      ),
      { autoClose: 5_000 }
    );
  } catch (reason) {
    await showFault(
      trans.__('It could not be graded again'),
      describeError(reason, trans),
      trans
    );
  }
}
