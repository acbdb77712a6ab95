import type { Submission, SubmissionTable } from './api/schemas';
import { collator } from './locale';

/** What the table of submissions knows of one: what a single submission says, and what only the table does. */
export interface ISubmissionRow extends Pick<
  Submission,
  | 'id'
  | 'assignment_id'
  | 'assignment'
  | 'user'
  | 'attempt'
  | 'submitted_at'
  | 'late'
  | 'state'
  | 'score'
  | 'max_score'
  | 'pending'
  | 'penalty'
> {
  /** As the roster has it. */
  name: string | null;
  /** Where its student stands in the order of names: comparing ten thousand names takes a second. */
  order: number;
  section: string | null;
  /** Milliseconds since 1970: what `submitted_at` says, to be compared. */
  at: number;
  /** Whether it is its student's newest. */
  newest: boolean;
  /** Whether its student sees feedback on it. */
  released: boolean;
  /** Who of the staff handed it in in the place of its student. */
  submitted_by: string | null;
}

/** The rows of a table, which comes as columns. */
export function rowsOf(table: SubmissionTable): ISubmissionRow[] {
  const orders = new Map(
    table.people
      .map(({ user }) => user)
      .sort(collator().compare)
      .map((user, place) => [user, place])
  );
  return table.id.map((id, n) => {
    const person = table.people[table.person[n]];
    const assignment = table.assignments[table.assignment[n]];
    const at = table.submitted_at[n];
    return {
      id,
      assignment_id: assignment.id,
      assignment: assignment.name,
      user: person.user,
      name: person.name ?? null,
      order: orders.get(person.user) ?? 0,
      section: person.section ?? null,
      attempt: table.attempt[n],
      at,
      submitted_at: new Date(at).toISOString(),
      late: table.late[n],
      state: table.state[n],
      score: table.score[n],
      max_score: table.max_score[n],
      pending: table.pending[n],
      penalty: table.penalty[n],
      newest: table.newest[n],
      released: table.released[n],
      submitted_by: table.submitted_by[n]
    };
  });
}

/**
 * The rows with what one submission says now: its own row changed, or a new one at the top.
 *
 * `released`: its feedback has just been released; a submission itself does not say that.
 */
export function withSubmission(
  rows: readonly ISubmissionRow[],
  submission: Submission,
  released = false
): readonly ISubmissionRow[] {
  const mine = (row: ISubmissionRow): boolean =>
    row.user === submission.user &&
    row.assignment_id === submission.assignment_id;
  const before = rows.find(row => row.id === submission.id);
  const person = before ?? rows.find(row => row.user === submission.user);
  const row: ISubmissionRow = {
    id: submission.id,
    assignment_id: submission.assignment_id,
    assignment: submission.assignment,
    user: submission.user,
    name: person?.name ?? null,
    order: person?.order ?? orderOf(submission.user, rows),
    section: person?.section ?? null,
    attempt: submission.attempt,
    at: Date.parse(submission.submitted_at),
    submitted_at: submission.submitted_at,
    late: submission.late,
    state: submission.state,
    score: submission.score,
    max_score: submission.max_score,
    pending: submission.pending,
    penalty: submission.penalty,
    newest:
      before?.newest ??
      !rows.some(other => mine(other) && other.attempt > submission.attempt),
    released: released || (before?.released ?? false),
    submitted_by: submission.submitted_by ?? null
  };
  if (before) {
    return rows.map(other => (other === before ? row : other));
  }
  const others = row.newest
    ? rows.map(other =>
        mine(other) && other.newest ? { ...other, newest: false } : other
      )
    : rows;
  return [row, ...others];
}

/** The sections of those who have handed in, by name. */
export function sectionsOf(rows: readonly ISubmissionRow[]): string[] {
  const sections = new Set(rows.map(({ section }) => section));
  return [...sections].filter(one => one !== null).sort();
}

/** Where somebody new stands: between two who have places. */
function orderOf(user: string, rows: readonly ISubmissionRow[]): number {
  const before = rows
    .filter(row => collator().compare(row.user, user) < 0)
    .map(row => row.order);
  return before.reduce((most, order) => Math.max(most, order), -1) + 0.5;
}
