import type { TranslationBundle } from '@jupyterlab/translation';
import { memo, type ReactElement } from 'react';
import type { Submission } from '../../api/schemas';
import { exactTime, shortTime } from '../../timestamps';
import { GridCell, GridRow, type IRowPlace } from '../data-grid';
import { lateWords } from '../terms';
import { scoreMark, scoreWord, stateWord } from './submission-columns';

export interface ISubmissionRowProps extends IRowPlace {
  submission: Submission;
  trans: TranslationBundle;
}

/** One line of the table of submissions. */
export const SubmissionRow = memo(function SubmissionRow(
  props: ISubmissionRowProps
): ReactElement {
  const { submission, trans } = props;
  return (
    <GridRow {...props}>
      <GridCell>{submission.user}</GridCell>
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
      <GridCell numeric>#{submission.attempt}</GridCell>
      <GridCell>
        <span className="jp-AutogradeBadge" data-kind={submission.state}>
          {stateWord(submission.state, trans)}
        </span>
      </GridCell>
      <GridCell numeric title={scoreWord(submission, trans)}>
        {scoreMark(submission)}
      </GridCell>
    </GridRow>
  );
});
