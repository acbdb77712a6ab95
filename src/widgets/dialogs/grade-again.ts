import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Submission } from '../../api/schemas';
import { ask } from './ask';

/** Ask whether to grade a submission again. */
export async function askToGradeAgain(
  submission: Submission,
  trans: TranslationBundle
): Promise<boolean> {
  const answer = await ask({
    title: trans.__('Grade again?'),
    body: trans.__(
      'Attempt %1 of %2 is run once more. The new grade counts; older ones stay listed.',
      submission.attempt,
      submission.user
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({ label: trans.__('Grade again') })
    ]
  });
  return answer.button.accept;
}
