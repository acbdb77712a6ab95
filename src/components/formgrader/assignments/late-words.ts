import type { TranslationBundle } from '@jupyterlab/translation';
import type { LatePolicy } from '../../../api/schemas';
import { points } from '../../../quantities';

/** What lateness costs, in one line. */
export function lateInWords(
  policy: LatePolicy | null,
  trans: TranslationBundle
): string {
  if (!policy || policy.steps.length === 0) {
    return trans.__('nothing is taken off');
  }
  const amount = (value: number): string =>
    policy.unit === 'percent'
      ? trans.__('%1 %', points(value))
      : trans._n('%2 point', '%2 points', value, points(value));
  const words = policy.steps.map(step => {
    const taken = amount(step.amount);
    const often =
      step.every === 'day'
        ? trans.__('%1 a day', taken)
        : step.every === 'hour'
          ? trans.__('%1 an hour', taken)
          : trans.__('%1 once', taken);
    return step.after_hours
      ? trans.__('%1 after %2 h', often, points(step.after_hours))
      : often;
  });
  if (typeof policy.cap === 'number') {
    words.push(trans.__('at most %1', amount(policy.cap)));
  }
  if (policy.grace_minutes) {
    words.push(trans.__('%1 min of grace', policy.grace_minutes));
  }
  return words.join(', ');
}
