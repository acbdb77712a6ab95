import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type {
  Comment,
  GradeRequest as IGradeRequest,
  QuestionResult as IQuestionResult,
  ShownQuestion
} from '../api/schemas';
import { Button } from './button';
import { CommentText } from './feedback';
import { GradeRequest } from './grade-request';
import { questionScore } from './question-score';

export interface IQuestionResultProps {
  /** Without a score as long as that is not shown. */
  question: IQuestionResult | ShownQuestion;
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
  const { cases, name } = question;
  const outcome = outcomeOf(question, trans);
  const { passed } = outcome;
  const said = comments.length + requests.length > 0;
  return (
    <section
      className="jp-AutogradeResult"
      aria-label={trans.__('Result of %1', name)}
    >
      <details open={said || passed === false}>
        <summary>
          {passed !== null && <Mark passed={passed} />}
          <span className="jp-AutogradeResult-name">{name}</span>
          <span>{outcome.words}</span>
          <span className="jp-AutogradeResult-attempt">
            {trans.__('Attempt %1', attempt)}
          </span>
        </summary>
        {outcome.sentence && <p>{outcome.sentence}</p>}
        <ul>
          {cases.map((one, index) => (
            <Case key={index} result={one} trans={trans} />
          ))}
        </ul>
        {passed === false &&
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

interface IOutcome {
  /** null = there is no saying yet. */
  passed: boolean | null;
  words: string;
  sentence: string;
}

function outcomeOf(
  question: IQuestionResult | ShownQuestion,
  trans: TranslationBundle
): IOutcome {
  if ('score' in question) {
    return {
      passed: question.needs_manual_grade
        ? null
        : question.score >= question.max_score,
      words: questionScore(question, trans),
      sentence: question.message
    };
  }
  const { cases, hidden_names: hidden, manual } = question;
  const passed = cases.filter(one => one.passed).length;
  const all = passed === cases.length;
  return {
    // Those that are shown decide that it fails, and never that it is right.
    passed: all ? null : false,
    words:
      cases.length > 0
        ? trans._n(
            '%2 of %1 test passed',
            '%2 of %1 tests passed',
            cases.length,
            passed
          )
        : manual
          ? trans.__('graded by hand')
          : '',
    sentence:
      hidden.length > 0 ? trans.__('Hidden tests: %1', hidden.join(', ')) : ''
  };
}

function Case(props: {
  result: IQuestionResult['cases'][number] | ShownQuestion['cases'][number];
  trans: TranslationBundle;
}): ReactElement {
  const { result, trans } = props;
  const { message, name, passed } = result;
  return (
    <li>
      <Mark passed={passed} />
      <span>
        <span aria-hidden="true">{name}</span>
        <span className="jp-AutogradeHidden">
          {passed ? trans.__('%1 passed', name) : trans.__('%1 failed', name)}
        </span>
        {'hidden' in result && result.hidden && (
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
