import { Dialog } from '@jupyterlab/apputils';
import type { ILocalAssignment } from '../../api/local';
import { SubmitSummary } from '../../components/submit-summary';
import { ask } from './ask';
import { isBlocked, PreflightBody, type IPreflightOptions } from './preflight';

/** Ask whether to submit; resolves with the answer. Where something stands in the way it is shown, and there is no Submit. */
export async function askToSubmit(
  options: IPreflightOptions & {
    assignment: ILocalAssignment;
    attempt: number;
    away: boolean;
  }
): Promise<boolean> {
  const { assignment, check, trans } = options;
  const body = new PreflightBody(options, <SubmitSummary {...options} />);
  if (isBlocked(check)) {
    await ask({
      title: trans.__('“%1” can’t be submitted', assignment.name),
      body,
      buttons: [Dialog.okButton({ label: trans.__('Close') })]
    });
    return false;
  }
  const answer = await ask({
    title: trans.__('Submit “%1”?', assignment.name),
    body,
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({ label: trans.__('Submit') })
    ]
  });
  return answer.button.accept;
}
