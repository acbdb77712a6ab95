import type { TranslationBundle } from '@jupyterlab/translation';
import { memo, type ReactElement } from 'react';
import { staffIcon } from '../../icons';
import type { ISubmissionRow } from '../../submission-rows';
import { exactTime, shortTime } from '../../timestamps';
import { GridCell, GridRow, type IRowPlace } from '../data-grid';
import { lateWords } from '../terms';
import {
  scoreMark,
  scoreWord,
  stateWord,
  type IColumnChoice
} from './submission-columns';

export interface ISubmissionRowProps extends IRowPlace {
  submission: ISubmissionRow;
  choice: IColumnChoice;
  trans: TranslationBundle;
}

/** One line of the table of submissions. */
export const SubmissionRow = memo(function SubmissionRow(
  props: ISubmissionRowProps
): ReactElement {
  const { choice, submission, trans } = props;
  const byStaff = submission.submitted_by
    ? trans.__('Handed in by %1', submission.submitted_by)
    : undefined;
  return (
    <GridRow {...props}>
      <GridCell title={submission.name ?? undefined}>
        {submission.user}
      </GridCell>
      {choice.assignment && (
        <GridCell column="assignment" title={submission.assignment}>
          {submission.assignment}
        </GridCell>
      )}
      {choice.section && (
        <GridCell column="section">{submission.section ?? '–'}</GridCell>
      )}
      <GridCell title={exactTime(submission.submitted_at)}>
        {shortTime(submission.submitted_at)}
        {submission.late && (
          <span
            className="jp-AutogradeLate"
            title={lateWords(submission.penalty, trans)}
          >
            {trans.__('late')}
          </span>
        )}
      </GridCell>
      <GridCell column="attempt" numeric title={byStaff}>
        {byStaff && (
          <span className="jp-AutogradeByStaff" role="img" aria-label={byStaff}>
            <staffIcon.react tag={null} width="14px" height="14px" />
          </span>
        )}
        #{submission.attempt}
      </GridCell>
      <GridCell>
        <span className="jp-AutogradeBadge" data-kind={submission.state}>
          {stateWord(submission.state, trans)}
        </span>
      </GridCell>
      <GridCell numeric title={scoreWord(submission, trans)}>
        {scoreMark(submission)}
      </GridCell>
      <GridCell column="feedback">
        {submission.released ? trans.__('Released') : '–'}
      </GridCell>
    </GridRow>
  );
});
