import type { TranslationBundle } from '@jupyterlab/translation';
import {
  createColumnHelper,
  type ColumnDef,
  type SortingFn
} from '@tanstack/react-table';
import type { LiveNotebook } from '../../api/schemas';
import { byUrgency, errorLine, nameOf } from '../../live-notebooks';

const urgency: SortingFn<LiveNotebook> = (a, b) =>
  byUrgency(a.original, b.original);

const byTime: SortingFn<LiveNotebook> = (a, b) =>
  a.original.saved_at.localeCompare(b.original.saved_at);

/** Student, state, error, notebook, last save. */
export function liveColumns(
  trans: TranslationBundle
): ColumnDef<LiveNotebook, string>[] {
  const column = createColumnHelper<LiveNotebook>();
  return [
    column.accessor(nameOf, {
      id: 'student',
      header: trans.__('Student'),
      sortingFn: 'alphanumeric'
    }),
    column.accessor('state', {
      header: trans.__('State'),
      sortingFn: urgency
    }),
    column.accessor(row => errorLine(row.error), {
      id: 'error',
      header: trans.__('Last error'),
      sortingFn: 'alphanumeric'
    }),
    column.accessor('path', {
      id: 'notebook',
      header: trans.__('Notebook'),
      sortingFn: 'alphanumeric'
    }),
    column.accessor('saved_at', {
      id: 'saved',
      header: trans.__('Saved'),
      sortingFn: byTime,
      sortDescFirst: true
    })
  ] as ColumnDef<LiveNotebook, string>[];
}
