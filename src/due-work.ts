import type { PlaceQuery } from './models/formgrader/place';

/** Kinds of work at Home that are students who are to be reminded. */
const KINDS = ['not_started', 'not_submitted'] as const;

/** What is due, and how far those are whose it is. */
export interface IDue {
  assignmentId: string;
  kind: (typeof KINDS)[number];
}

/** Whether something at Home is about students who are to be reminded. */
export function isDueKind(kind: string): kind is IDue['kind'] {
  return KINDS.some(one => one === kind);
}

/** As an address has it. */
export function dueQuery({ assignmentId, kind }: IDue): PlaceQuery {
  return { due: assignmentId, work: kind };
}

/** What an address says; null = nothing, or nothing that there is. */
export function dueOf({ due, work }: PlaceQuery): IDue | null {
  return due && work && isDueKind(work)
    ? { assignmentId: due, kind: work }
    : null;
}
