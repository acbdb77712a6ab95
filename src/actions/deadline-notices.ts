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
  deadlines.dueSoon.connect((_, near) => {
    const [first] = near;
    Notification.warning(
      near.length === 1
        ? trans.__(
            '“%1” is due in %2 (%3), and you have handed nothing in.',
            first.assignment.name,
            timeLeft(first.due) ?? '',
            dueTime(first.due)
          )
        : trans._n(
            '%1 assignment is due soon, and you have handed nothing in. The next is “%2”, in %3.',
            '%1 assignments are due soon, and you have handed nothing in. The next is “%2”, in %3.',
            near.length,
            soonest(near).assignment.name,
            timeLeft(soonest(near).due) ?? ''
          ),
      {
        // It stays among the notifications of JupyterLab.
        autoClose: 20_000,
        actions: [{ label: trans.__('Show assignments'), callback: onShow }]
      }
    );
  });
}

function soonest(near: readonly IDueSoon[]): IDueSoon {
  return near.reduce((a, b) => (Date.parse(b.due) < Date.parse(a.due) ? b : a));
}
