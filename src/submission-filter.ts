import type { Submission, SubmissionsShown } from './api/schemas';
import type { PlaceQuery } from './models/formgrader/place';

/** Which submissions of an assignment are shown. */
export interface ISubmissionFilter {
  /** null = in any state. */
  state: SubmissionsShown | null;
  /** Part of a student's name. */
  text: string;
  /** Whether only the newest submission of each student is listed. */
  latestOnly: boolean;
}

export const ALL: ISubmissionFilter = {
  state: null,
  text: '',
  latestOnly: true
};

/** In the order in which they are offered. */
export const SHOWN: readonly SubmissionsShown[] = [
  'needs_manual_grade',
  'asked',
  'not_graded',
  'queued',
  'running',
  'failed',
  'graded'
];

/** Whether a submission is shown; the text is the table's. `asked` has those with an open request about the grade. */
export function isShown(
  submission: Submission,
  state: SubmissionsShown | null,
  asked: ReadonlySet<string>
): boolean {
  switch (state) {
    case null:
      return true;
    case 'needs_manual_grade':
      return (submission.pending ?? 0) > 0;
    case 'asked':
      return asked.has(submission.id);
    case 'not_graded':
      return submission.state !== 'graded';
    default:
      return submission.state === state;
  }
}

/** A filter as an address has it. */
export function queryOf(filter: ISubmissionFilter): PlaceQuery {
  const query: Record<string, string> = {};
  if (filter.state) {
    query.state = filter.state;
  }
  if (filter.text) {
    query.text = filter.text;
  }
  if (!filter.latestOnly) {
    query.attempts = 'all';
  }
  return query;
}

/** The filter that an address says. Who asks about an older attempt is found among all of them only. */
export function filterOf(query: PlaceQuery): ISubmissionFilter {
  const state = SHOWN.find(one => one === query.state) ?? null;
  return {
    state,
    text: query.text ?? '',
    latestOnly: query.attempts !== 'all' && state !== 'asked'
  };
}
