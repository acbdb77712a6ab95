import type { ILocalAssignment, IPendingSubmission } from './api/local';

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

/** Whether a submission was refused by an assignment that was closed then and is open again. */
export function canBeSentNow(
  pending: Pick<IPendingSubmission, 'last_code' | 'state'>,
  state: ILocalAssignment['state']
): boolean {
  return (
    pending.state === 'refused' &&
    pending.last_code === 'assignment_closed' &&
    state === 'released'
  );
}
