import type { TranslationBundle } from '@jupyterlab/translation';
import { describeError } from '../api/errors';
import type { NotebookStatusModel } from '../models/notebook-status';
import { askToForget } from '../widgets/dialogs/forget';
import { showFault } from '../widgets/dialogs/fault';

/** Ask, then forget a submission that the service refused. */
export async function forgetRefused(
  model: NotebookStatusModel,
  trans: TranslationBundle
): Promise<void> {
  const name = model.info?.pending?.assignment;
  if (name === undefined || !(await askToForget(name, trans))) {
    return;
  }
  try {
    await model.forgetRefused();
  } catch (reason) {
    await showFault(
      trans.__('It could not be forgotten'),
      describeError(reason, trans),
      trans
    );
  }
}
