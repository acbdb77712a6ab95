import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type {
  CaseResult,
  Comment,
  GradeRequest as IGradeRequest,
  QuestionResult as IQuestionResult
} from '../api/schemas';
import { Button } from './button';
import { CommentText } from './feedback';
import { GradeRequest } from './grade-request';
import { questionScore } from './question-score';

export interface IQuestionResultProps {
  question: IQuestionResult;
  attempt: number;
  /** What the staff wrote about this question. */
  comments: readonly Comment[];
  /** What was asked about it. */
  requests: readonly IGradeRequest[];
  /** Whether the grade can be asked about: its feedback is released. */
  canAsk: boolean;
  trans: TranslationBundle;
  onAsk(): void;
}

/** The result of one question, beside its cell. */
export function QuestionResult(props: IQuestionResultProps): ReactElement {
  const { attempt, comments, question, requests, trans } = props;
  const { cases, max_score: max, message, name, score } = question;
  const open = question.needs_manual_grade;
  const full = score >= max;
  const said = comments.length + requests.length > 0;
  return (
    <section
      className="jp-AutogradeResult"
      aria-label={trans.__('Result of %1', name)}
    >
      <details open={said || (!open && !full)}>
        <summary>
          {!open && <Mark passed={full} />}
          <span className="jp-AutogradeResult-name">{name}</span>
          <span>{questionScore(question, trans)}</span>
          <span className="jp-AutogradeResult-attempt">
            {trans.__('Attempt %1', attempt)}
          </span>
        </summary>
        {message && <p>{message}</p>}
        <ul>
          {cases.map((one, index) => (
            <Case key={index} result={one} trans={trans} />
          ))}
        </ul>
        {!open &&
          !full &&
          cases.every(one => one.passed) &&
          !question.manual && (
            <p>
              {trans.__(
                'What is missing depends on tests that are not shown to you.'
              )}
            </p>
          )}
        {comments.map(comment => (
          <CommentText key={comment.id} comment={comment} trans={trans} />
        ))}
        {requests.map(request => (
          <GradeRequest key={request.id} request={request} trans={trans} />
        ))}
        {props.canAsk && (
          <Button
            label={trans.__('Ask about the grade of %1', name)}
            onClick={props.onAsk}
          >
            {trans.__('Ask about this grade…')}
          </Button>
        )}
      </details>
    </section>
  );
}

function Case(props: {
  result: CaseResult;
  trans: TranslationBundle;
}): ReactElement {
  const { result, trans } = props;
  const { hidden, message, name, passed } = result;
  return (
    <li>
      <Mark passed={passed} />
      <span>
        {name}
        <span className="jp-AutogradeHidden">
          {passed ? trans.__(', passed') : trans.__(', failed')}
        </span>
        {hidden && (
          <span className="jp-AutogradeTag">{trans.__('hidden')}</span>
        )}
        {message && <span className="jp-AutogradeCase-message">{message}</span>}
      </span>
    </li>
  );
}

function Mark({ passed }: { passed: boolean }): ReactElement {
  return (
    <span className="jp-AutogradeMark" data-passed={passed} aria-hidden="true">
      {passed ? '✓' : '✗'}
    </span>
  );
}
