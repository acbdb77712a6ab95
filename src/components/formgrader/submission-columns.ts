import type { TranslationBundle } from '@jupyterlab/translation';
import {
  createColumnHelper,
  type ColumnDef,
  type SortingFn
} from '@tanstack/react-table';
import type { Submission, SubmissionState } from '../../api/schemas';
import { points, scoreOf } from '../../quantities';
import { shortTime } from '../../timestamps';
import { scoreSoFar } from '../question-score';

/** Columns that hold numbers, so that they are set flush right. */
export const NUMERIC: ReadonlySet<string> = new Set(['attempt', 'score']);

/** A column of the table of submissions. */
export type SubmissionColumn = ColumnDef<Submission, string>;

const byTime: SortingFn<Submission> = (a, b) =>
  a.original.submitted_at.localeCompare(b.original.submitted_at);

const byAttempt: SortingFn<Submission> = (a, b) =>
  a.original.attempt - b.original.attempt;

/** Without a score comes before zero points. */
const byScore: SortingFn<Submission> = (a, b) =>
  (a.original.score ?? -1) - (b.original.score ?? -1);

/** A state in one word. */
export function stateWord(
  state: SubmissionState,
  trans: TranslationBundle
): string {
  switch (state) {
    case 'queued':
      return trans.__('Queued');
    case 'running':
      return trans.__('Running');
    case 'graded':
      return trans.__('Graded');
    case 'failed':
      return trans.__('Failed');
  }
}

/** Points, or a dash as long as there are none. */
export function scoreWord(
  { score, max_score: max, pending }: Submission,
  trans: TranslationBundle
): string {
  return score === null || score === undefined
    ? '–'
    : scoreSoFar({ score, max_score: max ?? 0, pending: pending ?? 0 }, trans);
}

/** The same where there is little room: `8/10 +5`. */
export function scoreMark(submission: Submission): string {
  const { score, max_score: max, pending } = submission;
  if (score === null || score === undefined) {
    return '–';
  }
  const toCome = pending ?? 0;
  const mark = scoreOf(score, (max ?? 0) - toCome);
  return toCome > 0 ? `${mark} +${points(toCome)}` : mark;
}

/** Student, time, attempt, state, score. */
export function submissionColumns(
  trans: TranslationBundle
): SubmissionColumn[] {
  const column = createColumnHelper<Submission>();
  return [
    column.accessor('user', {
      header: trans.__('Student'),
      sortingFn: 'alphanumeric'
    }),
    column.accessor(row => shortTime(row.submitted_at), {
      id: 'time',
      header: trans.__('Received'),
      sortingFn: byTime,
      sortDescFirst: true,
      enableGlobalFilter: false
    }),
    column.accessor(row => `#${row.attempt}`, {
      id: 'attempt',
      header: trans.__('Attempt'),
      sortingFn: byAttempt,
      enableGlobalFilter: false
    }),
    column.accessor(row => stateWord(row.state, trans), {
      id: 'state',
      header: trans.__('State'),
      sortingFn: 'alphanumeric',
      enableGlobalFilter: false
    }),
    column.accessor(scoreMark, {
      id: 'score',
      header: trans.__('Score'),
      sortingFn: byScore,
      sortDescFirst: true,
      enableGlobalFilter: false
    })
  ];
}
