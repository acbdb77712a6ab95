import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ILocalAssignment } from '../../api/local';
import { SubmitSummary } from '../../components/submit-summary';
import { ask } from './ask';

/** Ask whether to submit; resolves with the answer. */
export async function askToSubmit(options: {
  assignment: ILocalAssignment;
  attempt: number;
  away: boolean;
  trans: TranslationBundle;
}): Promise<boolean> {
  const { assignment, trans } = options;
  const answer = await ask({
    title: trans.__('Submit “%1”?', assignment.name),
    body: <SubmitSummary {...options} />,
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({ label: trans.__('Submit') })
    ]
  });
  return answer.button.accept;
}
