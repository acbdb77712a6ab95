import type { TranslationBundle } from '@jupyterlab/translation';
import { memo, type ReactElement } from 'react';
import { dueTime, exactTime } from '../../../timestamps';
import { GridCell, GridRow, type IRowPlace } from '../../data-grid';
import type { IAssignmentLine } from './assignment-columns';
import { stateWord } from './assignment-words';

export interface IAssignmentRowProps extends IRowPlace {
  line: IAssignmentLine;
  trans: TranslationBundle;
}

/** One line of the table of assignments. */
export const AssignmentRow = memo(function AssignmentRow(
  props: IAssignmentRowProps
): ReactElement {
  const { line, trans } = props;
  const { assignment, progress } = line;
  const due = assignment.due_at;
  return (
    <GridRow {...props}>
      <GridCell title={assignment.name}>{assignment.name}</GridCell>
      <GridCell>{stateWord(assignment.state, trans)}</GridCell>
      <GridCell title={due ? exactTime(due) : undefined}>
        {due ? dueTime(due) : '–'}
      </GridCell>
      <GridCell numeric>{assignment.version ?? '–'}</GridCell>
      <GridCell numeric>
        {progress
          ? trans.__('%1 of %2', progress.submitted, progress.students)
          : '–'}
      </GridCell>
      <GridCell numeric>{progress?.graded ?? '–'}</GridCell>
    </GridRow>
  );
});
