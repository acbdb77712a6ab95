import type { TranslationBundle } from '@jupyterlab/translation';
import type { Assignment } from '../api/schemas';
import { points } from '../quantities';
import { dueTime, isPast } from '../timestamps';

const MINUTE = 60_000;

/** What holds for the user beside the due time: when it closes, how often one may submit, what lateness costs now. */
export function termsWords(
  assignment: Assignment,
  trans: TranslationBundle,
  now: Date = new Date()
): string[] {
  return [
    ...closing(assignment, trans, now),
    ...attempts(assignment, trans),
    ...latePenalty(assignment, trans)
  ];
}

/** What an assignment is worth; nothing where that is not known. */
export function worthWords(
  { max_score: max }: Assignment,
  trans: TranslationBundle
): string[] {
  return max ? [trans._n('%2 point', '%2 points', max, points(max))] : [];
}

/** Whether a submission of now is late; the grace of the policy is on time. */
export function isLateNow(
  { due_at: due, late_policy: policy }: Assignment,
  now: Date = new Date()
): boolean {
  const grace = (policy?.grace_minutes ?? 0) * MINUTE;
  return due !== null && isPast(due, new Date(now.getTime() - grace));
}

/** `late`, and what that costs where it costs something. */
export function lateWords(
  penalty: number | null | undefined,
  trans: TranslationBundle
): string {
  return penalty
    ? trans._n('late: −%2 point', 'late: −%2 points', penalty, points(penalty))
    : trans.__('late');
}

/** What counts of a late submission's score; empty where that is the score itself. */
export function finalScoreWords(
  submission: {
    penalty?: number | null;
    final_score?: number | null;
    max_score?: number | null;
  },
  trans: TranslationBundle
): string[] {
  const { final_score: final, max_score: max, penalty } = submission;
  return penalty
    ? [
        trans.__(
          'Late: %1 points are taken off, so %2 of %3 count.',
          points(penalty),
          points(final ?? 0),
          points(max ?? 0)
        )
      ]
    : [];
}

function closing(
  { closes_at: closes, due_at: due, state }: Assignment,
  trans: TranslationBundle,
  now: Date
): string[] {
  if (!closes || closes === due || state === 'closed') {
    return [];
  }
  return [
    isPast(closes, now)
      ? trans.__('Closed %1', dueTime(closes, now))
      : trans.__('Closes %1', dueTime(closes, now))
  ];
}

function attempts(
  { attempts_again_at: again, attempts_left: left }: Assignment,
  trans: TranslationBundle
): string[] {
  if (left === null || left === undefined) {
    return [];
  }
  if (left > 0) {
    return [trans._n('%1 attempt left', '%1 attempts left', left)];
  }
  return [
    again
      ? trans.__('No attempt left until %1', dueTime(again))
      : trans.__('No attempts left')
  ];
}

function latePenalty(
  { late_now: late }: Assignment,
  trans: TranslationBundle
): string[] {
  if (!late?.amount) {
    return [];
  }
  return [
    late.unit === 'percent'
      ? trans.__('Late now: −%1 %', points(late.amount))
      : trans._n(
          'Late now: −%2 point',
          'Late now: −%2 points',
          late.amount,
          points(late.amount)
        )
  ];
}
