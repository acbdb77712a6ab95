import type { TranslationBundle } from '@jupyterlab/translation';
import { memo, type ReactElement } from 'react';
import type { Submission } from '../../api/schemas';
import { exactTime, shortTime } from '../../timestamps';
import { scoreMark, scoreWord, stateWord } from './submission-columns';

export interface ISubmissionRowProps {
  id: string;
  submission: Submission;
  /** Position among all rows that the filter leaves. */
  index: number;
  /** Pixels from the top. */
  offset: number;
  selected: boolean;
  trans: TranslationBundle;
  onSelect(submissionId: string): void;
}

/** One line of the table of submissions. */
export const SubmissionRow = memo(function SubmissionRow(
  props: ISubmissionRowProps
): ReactElement {
  const { submission, trans } = props;
  return (
    <div
      id={props.id}
      className="jp-AutogradeTable-row"
      role="row"
      aria-rowindex={props.index + 2}
      aria-selected={props.selected}
      style={{ transform: `translateY(${props.offset}px)` }}
      onClick={() => props.onSelect(submission.id)}
    >
      <div className="jp-AutogradeTable-cell" role="gridcell">
        {submission.user}
      </div>
      <div
        className="jp-AutogradeTable-cell"
        role="gridcell"
        title={exactTime(submission.submitted_at)}
      >
        {shortTime(submission.submitted_at)}
        {submission.late && (
          <span className="jp-AutogradeLate">{trans.__('late')}</span>
        )}
      </div>
      <div className="jp-AutogradeTable-cell" role="gridcell" data-numeric>
        #{submission.attempt}
      </div>
      <div className="jp-AutogradeTable-cell" role="gridcell">
        <span className="jp-AutogradeBadge" data-kind={submission.state}>
          {stateWord(submission.state, trans)}
        </span>
      </div>
      <div
        className="jp-AutogradeTable-cell"
        role="gridcell"
        data-numeric
        title={scoreWord(submission, trans)}
      >
        {scoreMark(submission)}
      </div>
    </div>
  );
});
