import type { SubmissionsShown } from './api/schemas';
import type { PlaceQuery } from './models/formgrader/place';
import type { ISubmissionRow } from './submission-rows';

/** Which submissions are shown. */
export interface ISubmissionFilter {
  /** null = in any state. */
  state: SubmissionsShown | null;
  /** Part of a student's name. */
  text: string;
  /** Whether only the newest submission of each student is listed. */
  latestOnly: boolean;
  /** Whether those of all assignments are listed, not of one. */
  everywhere: boolean;
  /** Whose section is this; null = all. */
  section: string | null;
  /** Whether they are late; null = both. */
  late: boolean | null;
  /** Least and most of the score, in percent of the maximum; null = no limit. Without a score is below all. */
  least: number | null;
  most: number | null;
  /** Whose newest attempt fails this test; null = whatever they fail. Of one assignment only, as `error` is. */
  failing: IFailedTest | null;
  /** Whose newest attempt has raised errors of this id, as an insight has it; null = whatever they have raised. */
  error: string | null;
}

/** A test by its names. */
export interface IFailedTest {
  notebook: string;
  question: string;
  test: string;
}

/** What of submissions is not in their rows, and is asked for: ids of submissions. */
export interface IFound {
  /** With an open request about the grade. */
  asked: ReadonlySet<string>;
  /** Those that `failing` or `error` name; null = nothing is named, or nothing answered yet. */
  works: ReadonlySet<string> | null;
}

export const ALL: ISubmissionFilter = {
  state: null,
  text: '',
  latestOnly: true,
  everywhere: false,
  section: null,
  late: null,
  least: null,
  most: null,
  failing: null,
  error: null
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

/** Whether a submission is in a state; `asked` has those with an open request about the grade. */
export function isShown(
  submission: Pick<ISubmissionRow, 'id' | 'state' | 'pending'>,
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

/** The rows that a filter leaves, in their order: all of them where it leaves all. */
export function filtered(
  rows: readonly ISubmissionRow[],
  filter: ISubmissionFilter,
  { asked, works }: IFound
): readonly ISubmissionRow[] {
  const tests: ((row: ISubmissionRow) => boolean)[] = [];
  const { state, latestOnly, section, late, least, most } = filter;
  const text = filter.text.trim().toLocaleLowerCase();
  if (latestOnly) {
    tests.push(row => row.newest);
  }
  if (state !== null) {
    tests.push(row => isShown(row, state, asked));
  }
  if (section !== null) {
    tests.push(row => row.section === section);
  }
  if (late !== null) {
    tests.push(row => row.late === late);
  }
  if (least !== null) {
    tests.push(row => percentOf(row) >= least);
  }
  if (most !== null) {
    tests.push(row => percentOf(row) <= most);
  }
  if (asksForWorks(filter)) {
    tests.push(row => works?.has(row.id) ?? false);
  }
  if (text) {
    tests.push(
      row =>
        row.user.toLocaleLowerCase().includes(text) ||
        (row.name !== null && row.name.toLocaleLowerCase().includes(text))
    );
  }
  return tests.length === 0
    ? rows
    : rows.filter(row => tests.every(test => test(row)));
}

/** Whether it must be asked for which submissions a filter leaves. */
export function asksForWorks(filter: ISubmissionFilter): boolean {
  const { error, everywhere, failing } = filter;
  return !everywhere && (failing !== null || error !== null);
}

/** What counts, in percent of the maximum; below zero without a score. */
function percentOf({ score, max_score: max, penalty }: ISubmissionRow): number {
  if (score === null || score === undefined) {
    return -1;
  }
  return max ? ((score - (penalty ?? 0)) / max) * 100 : 100;
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
  if (filter.everywhere) {
    query.assignments = 'all';
  }
  if (filter.section !== null) {
    query.section = filter.section;
  }
  if (filter.late !== null) {
    query.late = filter.late ? 'yes' : 'no';
  }
  if (filter.least !== null) {
    query.least = String(filter.least);
  }
  if (filter.most !== null) {
    query.most = String(filter.most);
  }
  if (filter.failing) {
    const { notebook, question, test } = filter.failing;
    Object.assign(query, { notebook, question, test });
  }
  if (filter.error !== null) {
    query.error = filter.error;
  }
  return query;
}

/** The filter that an address says. Who asks about an older attempt is found among all of them only. */
export function filterOf(query: PlaceQuery): ISubmissionFilter {
  const state = SHOWN.find(one => one === query.state) ?? null;
  return {
    state,
    text: query.text ?? '',
    latestOnly: query.attempts !== 'all' && state !== 'asked',
    everywhere: query.assignments === 'all',
    section: query.section ?? null,
    late: query.late === 'yes' ? true : query.late === 'no' ? false : null,
    least: percent(query.least),
    most: percent(query.most),
    failing: query.test
      ? {
          notebook: query.notebook ?? '',
          question: query.question ?? '',
          test: query.test
        }
      : null,
    error: /^[0-9a-f]{16}$/.test(query.error ?? '') ? query.error : null
  };
}

/** A percentage that somebody wrote; null = none. */
export function percent(text: string | undefined): number | null {
  const value = Number(text);
  return text?.trim() && value >= 0 && value <= 100 ? value : null;
}

/** How many parts of a filter are in use, beside the search and which attempts. */
export function partsInUse(filter: ISubmissionFilter): number {
  const { section, late, least, most, failing, error } = filter;
  return [section, late, least, most, failing, error].filter(
    part => part !== null
  ).length;
}
