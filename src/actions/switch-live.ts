import type { TranslationBundle } from '@jupyterlab/translation';
import { describeError } from '../api/errors';
import type { LiveModel } from '../models/live';
import { showFault } from '../widgets/dialogs/fault';
import { askToSwitchLive } from '../widgets/dialogs/live-switch';

/** Ask, then switch the live classroom of the shown course on or off. */
export async function switchLive(
  model: LiveModel,
  enabled: boolean,
  days: number,
  trans: TranslationBundle
): Promise<void> {
  const { course } = model;
  if (!course || !(await askToSwitchLive(enabled, days, course.name, trans))) {
    return;
  }
  try {
    await model.setEnabled(course.id, enabled, days);
  } catch (reason) {
    await showFault(
      enabled
        ? trans.__('It could not be switched on')
        : trans.__('It could not be switched off'),
      describeError(reason, trans),
      trans
    );
  }
}
