import type { INotebookInfo, IPendingSubmission } from '../api/local';
import type { ScoreShown, Submission } from '../api/schemas';

import { canBeSentNow, relevantPending } from '../pending';

/** How far the work in one notebook is. */
export type NotebookStatus =
  /** The notebook belongs to no assignment. */
  | { kind: 'none' }
  | { kind: 'draft' }
  | { kind: 'waiting'; pending: IPendingSubmission }
  | {
      kind: 'refused';
      pending: IPendingSubmission;
      /** The newest that was taken. */
      submission: Submission | null;
    }
  | { kind: 'submitted'; submission: Submission }
  | { kind: 'running'; submission: Submission }
  | {
      kind: 'graded';
      submission: Submission;
      score: number;
      maxScore: number;
      /** Points of the maximum that a person has still to give. */
      pending: number;
      /** What has to happen before the score is shown; the numbers are none until then. */
      awaits: ScoreShown | null;
    }
  | { kind: 'failed'; submission: Submission };

/** Read the status off what the server said. */
export function statusOf(info: INotebookInfo | null): NotebookStatus {
  if (!info?.assignment) {
    return { kind: 'none' };
  }
  const { submission } = info;
  const pending = relevantPending(info.pending, submission);
  if (pending?.state === 'waiting') {
    return { kind: 'waiting', pending };
  }
  if (pending && !canBeSentNow(pending, info.assignment)) {
    return { kind: 'refused', pending, submission };
  }
  return submission ? statusOfSubmission(submission) : { kind: 'draft' };
}

function statusOfSubmission(submission: Submission): NotebookStatus {
  switch (submission.state) {
    case 'queued':
      return { kind: 'submitted', submission };
    case 'running':
      return { kind: 'running', submission };
    case 'failed':
      return { kind: 'failed', submission };
    case 'graded':
      return {
        kind: 'graded',
        submission,
        score: submission.score ?? 0,
        maxScore: submission.max_score ?? 0,
        pending: submission.pending ?? 0,
        awaits: submission.score_awaits ?? null
      };
  }
}

/** Whether the status changes by itself sooner or later. */
export function isUnsettled(status: NotebookStatus): boolean {
  return ['waiting', 'submitted', 'running'].includes(status.kind);
}
