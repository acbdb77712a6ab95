import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, type ReactElement } from 'react';
import type { CaseResult, GradeResult, QuestionResult } from '../api/schemas';
import { fileSize, points, scoreOf } from '../quantities';
import { assuranceHint, assuranceWord } from './assurance';
import { Message } from './message';
import { manualSentence, questionScore } from './question-score';

export interface ITestResultsProps {
  result: GradeResult;
  trans: TranslationBundle;
}

/** Every question with its test cases, for staff. */
export function TestResults(props: ITestResultsProps): ReactElement {
  const { result, trans } = props;
  return (
    <div className="jp-AutogradeResults">
      <Ending {...props} />
      <Repairs {...props} />
      {result.needs_manual_grade && <p>{manualSentence(result, trans)}</p>}
      {result.questions.map(question => (
        <Question
          key={`${question.notebook} ${question.name}`}
          question={question}
          several={severalNotebooks(result)}
          trans={trans}
        />
      ))}
      <p className="jp-AutogradeResults-run">
        {trans.__(
          '%1 s, %2 of memory at most, environment “%3”, sandbox “%4”',
          points(result.seconds),
          fileSize(result.peak_memory ?? 0),
          result.environment,
          result.sandbox
        )}
      </p>
    </div>
  );
}

function severalNotebooks(result: GradeResult): boolean {
  return new Set(result.questions.map(q => q.notebook)).size > 1;
}

/** How the run ended, when it did not just end. */
function Ending(props: ITestResultsProps): ReactElement | null {
  const { result, trans } = props;
  const { status } = result;
  if (status === 'ok') {
    return null;
  }
  const sentence = {
    tampered: trans.__('This submission needs review.'),
    contained: trans.__(
      'The run broke its rules of communication and was ended.'
    ),
    timeout: trans.__('The notebook ran out of time.'),
    limit: trans.__('The notebook exceeded a limit.'),
    rejected: trans.__('The notebook was not run.'),
    error: trans.__('The run ended with an error.')
  }[status];
  const noticed = [...(result.flags ?? []), ...(result.limits_hit ?? [])];
  const details = [
    result.message,
    noticed.length > 0 && trans.__('Noticed: %1.', noticed.join(', ')),
    status === 'tampered' &&
      trans.__('The student is not told; look at the notebook and the log.')
  ].filter(Boolean);
  return (
    <Message kind="info" sentence={sentence} nextStep={details.join(' ')} />
  );
}

/** What of the submission was brought back to what students were given. */
function Repairs(props: ITestResultsProps): ReactElement | null {
  const { result, trans } = props;
  const repairs = result.repairs ?? [];
  if (repairs.length === 0) {
    return null;
  }
  return (
    <details className="jp-AutogradeResults-repairs">
      <summary>
        {trans._n(
          '%1 cell was repaired',
          '%1 cells were repaired',
          repairs.length
        )}
      </summary>
      <ul>
        {repairs.map((repair, index) => (
          <li key={index}>{repair}</li>
        ))}
      </ul>
    </details>
  );
}

function Question(props: {
  question: QuestionResult;
  several: boolean;
  trans: TranslationBundle;
}): ReactElement {
  const { question, trans } = props;
  const heading = useId();
  return (
    <section className="jp-AutogradeQuestion" aria-labelledby={heading}>
      <h3 id={heading} className="jp-AutogradeQuestion-head">
        <span>
          {question.name}
          {props.several && (
            <span className="jp-AutogradeQuestion-notebook">
              {question.notebook}
            </span>
          )}
        </span>
        <span className="jp-AutogradeQuestion-score">
          {questionScore(question, trans)}
        </span>
      </h3>
      {question.manual && <p>{question.message}</p>}
      <ul className="jp-AutogradeQuestion-cases">
        {question.cases.map((result, index) => (
          <Case key={index} result={result} trans={trans} />
        ))}
      </ul>
    </section>
  );
}

function Case(props: {
  result: CaseResult;
  trans: TranslationBundle;
}): ReactElement {
  const { result, trans } = props;
  const { assurance = 'blind' } = result;
  return (
    <li className="jp-AutogradeCase">
      <span
        className="jp-AutogradeMark jp-AutogradeCase-mark"
        data-passed={result.passed}
        aria-hidden="true"
      >
        {result.passed ? '✓' : '✗'}
      </span>
      <span className="jp-AutogradeCase-name">
        {result.name}
        <span className="jp-AutogradeHidden">
          {result.passed ? trans.__(', passed') : trans.__(', failed')}
        </span>
        {result.message && (
          <span className="jp-AutogradeCase-message">{result.message}</span>
        )}
      </span>
      {result.hidden && (
        <span
          className="jp-AutogradeTag"
          title={trans.__('Students never receive this test.')}
        >
          {trans.__('hidden')}
        </span>
      )}
      <span className="jp-AutogradeTag" title={assuranceHint(assurance, trans)}>
        {assuranceWord(assurance, trans)}
      </span>
      <span className="jp-AutogradeCase-points">
        {scoreOf(result.points, result.max_points)}
      </span>
    </li>
  );
}
