import type { TranslationBundle } from '@jupyterlab/translation';
import { useMemo, type ReactElement } from 'react';
import type { Submission } from '../../api/schemas';
import { DataGrid } from '../data-grid';
import { NUMERIC, submissionColumns } from './submission-columns';
import { SubmissionRow } from './submission-row';

export interface ISubmissionsTableProps {
  submissions: readonly Submission[];
  selectedId: string | null;
  /** Part of a student's name. */
  filter: string;
  trans: TranslationBundle;
  onSelect(submissionId: string): void;
}

/** Thousands of submissions, the newest first. */
export function SubmissionsTable(props: ISubmissionsTableProps): ReactElement {
  const { submissions, filter, trans } = props;
  const columns = useMemo(() => submissionColumns(trans), [trans]);
  return (
    <DataGrid
      kind="submissions"
      label={trans.__('Submissions; the arrow keys choose one')}
      rows={submissions}
      columns={columns}
      numeric={NUMERIC}
      sorting={[{ id: 'time', desc: true }]}
      filter={filter}
      selectedId={props.selectedId}
      trans={trans}
      idOf={submission => submission.id}
      render={(submission, place) => (
        <SubmissionRow
          key={submission.id}
          {...place}
          submission={submission}
          trans={trans}
        />
      )}
      onSelect={props.onSelect}
    />
  );
}
