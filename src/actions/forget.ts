import type { TranslationBundle } from '@jupyterlab/translation';
import { describeError } from '../api/errors';
import type { IPendingSubmission } from '../api/local';
import { askToForget } from '../widgets/dialogs/forget';
import { showFault } from '../widgets/dialogs/fault';

/** Ask, then `forget` a submission that the service refused. */
export async function forgetRefused(
  pending: IPendingSubmission,
  forget: () => Promise<void>,
  trans: TranslationBundle
): Promise<void> {
  if (!(await askToForget(pending.assignment, trans))) {
    return;
  }
  try {
    await forget();
  } catch (reason) {
    await showFault(
      trans.__('It could not be forgotten'),
      describeError(reason, trans),
      trans
    );
  }
}
