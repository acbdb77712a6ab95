import type { TranslationBundle } from '@jupyterlab/translation';
import { createColumnHelper, type ColumnDef } from '@tanstack/react-table';
import type { Assignment, AssignmentProgress } from '../../../api/schemas';
import { stateWord } from './assignment-words';

/** An assignment, and how far its students are. */
export interface IAssignmentLine {
  assignment: Assignment;
  /** null before it is known. */
  progress: AssignmentProgress | null;
}

/** Columns that hold numbers. */
export const NUMERIC = new Set(['version', 'submitted', 'graded']);

/** Name, state, due, version, submitted, graded. */
export function assignmentColumns(
  trans: TranslationBundle
): ColumnDef<IAssignmentLine, string>[] {
  const column = createColumnHelper<IAssignmentLine>();
  return [
    column.accessor(line => line.assignment.name, {
      id: 'name',
      header: trans.__('Name'),
      sortingFn: 'alphanumeric'
    }),
    column.accessor(line => stateWord(line.assignment.state, trans), {
      id: 'state',
      header: trans.__('State'),
      sortingFn: 'alphanumeric'
    }),
    column.accessor(line => line.assignment.due_at ?? '', {
      id: 'due',
      header: trans.__('Due'),
      sortingFn: 'alphanumeric',
      enableGlobalFilter: false
    }),
    column.accessor(line => line.assignment.version ?? 0, {
      id: 'version',
      header: trans.__('Version'),
      enableGlobalFilter: false
    }),
    column.accessor(line => line.progress?.submitted ?? 0, {
      id: 'submitted',
      header: trans.__('Submitted'),
      enableGlobalFilter: false
    }),
    column.accessor(line => line.progress?.graded ?? 0, {
      id: 'graded',
      header: trans.__('Graded'),
      enableGlobalFilter: false
    })
  ] as ColumnDef<IAssignmentLine, string>[];
}
