import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ask } from './ask';

/** Ask whether to forget a submission that the service refused. */
export async function askToForget(
  assignment: string,
  trans: TranslationBundle
): Promise<boolean> {
  const answer = await ask({
    title: trans.__('Forget this submission of “%1”?', assignment),
    body: trans.__(
      'The copy of what you tried to submit is deleted. Your notebook stays as it is.'
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Keep') }),
      Dialog.warnButton({ label: trans.__('Forget') })
    ],
    defaultButton: 0
  });
  return answer.button.accept;
}
