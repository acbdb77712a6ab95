import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Deadlines, IDueSoon } from '../models/deadlines';
import { dueTime, timeLeft } from '../timestamps';

/** Tells, beside the work and not in front of it, that a due time is near. */
export function tellDeadlines(
  deadlines: Deadlines,
  options: {
    trans: TranslationBundle;
    /** Show the assignments. */
    onShow(): void;
  }
): void {
  const { onShow, trans } = options;
  deadlines.dueSoon.connect((_, { assignment, due }: IDueSoon) => {
    const left = timeLeft(due);
    if (left === null) {
      return;
    }
    Notification.warning(
      trans.__(
        '“%1” is due in %2 (%3), and you have handed nothing in.',
        assignment.name,
        left,
        dueTime(due)
      ),
      {
        autoClose: false,
        actions: [{ label: trans.__('Show assignments'), callback: onShow }]
      }
    );
  });
}
