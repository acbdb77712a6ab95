import type { LiveAssignment, LiveNotebook, LiveState } from './api/schemas';
import { collator } from './locale';

/** Which notebooks of a live classroom are shown; null = whatever it is. */
export interface ILiveFilter {
  /** `''` = notebooks of no assignment. */
  assignmentId: string | null;
  section: string | null;
  state: LiveState | null;
  /** Part of a name, a path or an error. */
  text: string;
}

export const EVERYTHING: ILiveFilter = {
  assignmentId: null,
  section: null,
  state: null,
  text: ''
};

/** Tells one notebook from all others of a course. */
export function keyOf(notebook: LiveNotebook): string {
  return `${notebook.user} ${notebook.path}`;
}

/** What the roster calls a student. */
export function nameOf(notebook: LiveNotebook): string {
  return notebook.display_name || notebook.user;
}

/** What went wrong, as Python says it: `NameError: name 'x' is not defined`; empty when nothing did. */
export function errorLine(
  error: { name: string; message: string } | null | undefined
): string {
  return error ? [error.name, error.message].filter(Boolean).join(': ') : '';
}

/** Apply the filter. */
export function fitting(
  notebooks: readonly LiveNotebook[],
  filter: ILiveFilter
): LiveNotebook[] {
  const wanted = filter.text.trim().toLocaleLowerCase();
  return notebooks.filter(
    notebook =>
      (filter.assignmentId === null ||
        filter.assignmentId === (notebook.assignment_id ?? '')) &&
      (filter.section === null || filter.section === notebook.section) &&
      (filter.state === null || filter.state === notebook.state) &&
      (!wanted || textOf(notebook).toLocaleLowerCase().includes(wanted))
  );
}

function textOf(notebook: LiveNotebook): string {
  const { path, user } = notebook;
  return [user, nameOf(notebook), path, errorLine(notebook.error)].join('\n');
}

/** Sections that occur, in the order of people. */
export function sectionsOf(notebooks: readonly LiveNotebook[]): string[] {
  const found = new Set(notebooks.map(({ section }) => section ?? ''));
  found.delete('');
  return [...found].sort(collator().compare);
}

const URGENCY: Readonly<Record<LiveState, number>> = {
  stuck: 0,
  working: 1,
  idle: 2
};

/** The most urgent first: who has been stuck longest, then who works, then who has stopped; each by name. */
export function byUrgency(a: LiveNotebook, b: LiveNotebook): number {
  return (
    URGENCY[a.state] - URGENCY[b.state] ||
    (a.state === 'stuck' ? since(a) - since(b) : 0) ||
    nameOf(a).localeCompare(nameOf(b), undefined, { numeric: true }) ||
    a.path.localeCompare(b.path)
  );
}

function since(notebook: LiveNotebook): number {
  return new Date(notebook.stuck_since ?? notebook.saved_at).getTime();
}

/** How many notebooks of a state there are. */
export type LiveCounts = Pick<LiveAssignment, LiveState>;

export function countsOf(notebooks: readonly LiveNotebook[]): LiveCounts {
  const count = (state: LiveState): number =>
    notebooks.filter(notebook => notebook.state === state).length;
  return {
    working: count('working'),
    idle: count('idle'),
    stuck: count('stuck')
  };
}
