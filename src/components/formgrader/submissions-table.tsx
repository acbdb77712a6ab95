import type { TranslationBundle } from '@jupyterlab/translation';
import type { OnChangeFn, SortingState } from '@tanstack/react-table';
import { useMemo, type ReactElement } from 'react';
import type { ISubmissionRow } from '../../submission-rows';
import { DataGrid } from '../data-grid';
import {
  columnWidths,
  NUMERIC,
  submissionColumns,
  type IColumnChoice
} from './submission-columns';
import { SubmissionRow } from './submission-row';

export interface ISubmissionsTableProps extends IColumnChoice {
  submissions: readonly ISubmissionRow[];
  sorting: SortingState;
  selectedId: string | null;
  marked: ReadonlySet<string>;
  trans: TranslationBundle;
  onSorting: OnChangeFn<SortingState>;
  onSelect(submissionId: string): void;
  onMark(submissionIds: readonly string[], marked: boolean): void;
}

/** The newest first. */
export const NEWEST: SortingState = [{ id: 'time', desc: true }];

/** Thousands of submissions. */
export function SubmissionsTable(props: ISubmissionsTableProps): ReactElement {
  const { assignment, section, submissions, trans } = props;
  const choice = useMemo(
    () => ({ assignment, section }),
    [assignment, section]
  );
  const widths = useMemo(() => columnWidths(choice, trans), [choice, trans]);
  const columns = useMemo(
    () => submissionColumns(choice, trans),
    [choice, trans]
  );
  return (
    <DataGrid
      kind="submissions"
      label={trans.__(
        'Submissions; the arrow keys choose one, Space selects it for an action'
      )}
      rows={submissions}
      columns={columns}
      numeric={NUMERIC}
      sorting={props.sorting}
      onSorting={props.onSorting}
      selectedId={props.selectedId}
      trans={trans}
      widths={widths}
      idOf={submission => submission.id}
      marks={{
        ids: props.marked,
        labelOf: row =>
          trans.__('Select attempt %1 of %2', row.attempt, row.user),
        onMark: props.onMark
      }}
      render={(submission, place) => (
        <SubmissionRow
          key={submission.id}
          {...place}
          submission={submission}
          choice={choice}
          trans={trans}
        />
      )}
      onSelect={props.onSelect}
    />
  );
}
