import type { ILocalAssignment, IPendingSubmission } from './api/local';
import { isPast } from './timestamps';

/**
 * The submission on disk that still matters: one that was refused does not any more when a later one arrived.
 */
export function relevantPending(
  pending: IPendingSubmission | null | undefined,
  submitted: { submitted_at: string } | null | undefined
): IPendingSubmission | null {
  if (!pending) {
    return null;
  }
  const overtaken =
    pending.state === 'refused' &&
    submitted &&
    new Date(submitted.submitted_at) > new Date(pending.clicked_at);
  return overtaken ? null : pending;
}

/** Whether a submission was refused by an assignment that took nothing then and takes it now. */
export function canBeSentNow(
  pending: Pick<IPendingSubmission, 'last_code' | 'state'>,
  assignment: ILocalAssignment
): boolean {
  if (pending.state !== 'refused' || assignment.state !== 'released') {
    return false;
  }
  switch (pending.last_code) {
    case 'assignment_closed':
    case 'assignment_not_open':
      return true;
    case 'deadline_passed':
      return !assignment.closes_at || !isPast(assignment.closes_at);
    case 'attempts_used_up':
      return assignment.attempts_left !== 0;
    default:
      return false;
  }
}
