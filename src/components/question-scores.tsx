import type { TranslationBundle } from '@jupyterlab/translation';
import { Fragment, type ReactElement } from 'react';
import type { CaseResult, GradeResult, QuestionResult } from '../api/schemas';
import { questionScore } from './question-score';

/** The score of each question, its tests as marks, and on request what those that failed say. */
export function QuestionScores(props: {
  result: GradeResult;
  trans: TranslationBundle;
}): ReactElement {
  const { result, trans } = props;
  return (
    <>
      {result.message && <p>{result.message}</p>}
      <table className="jp-AutogradeStatus-questions">
        <caption className="jp-AutogradeHidden">
          {trans.__('Score by question')}
        </caption>
        <thead className="jp-AutogradeHidden">
          <tr>
            <th scope="col">{trans.__('Question')}</th>
            <th scope="col">{trans.__('Tests')}</th>
            <th scope="col">{trans.__('Score')}</th>
          </tr>
        </thead>
        <tbody>
          {result.questions.map(question => (
            <Fragment key={`${question.notebook} ${question.name}`}>
              <tr>
                <th scope="row">{question.name}</th>
                <td>
                  {question.manual && question.message}
                  {question.cases.map((case_, index) => (
                    <Mark key={index} result={case_} trans={trans} />
                  ))}
                </td>
                <td>{questionScore(question, trans)}</td>
              </tr>
              <Reasons question={question} trans={trans} />
            </Fragment>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Mark(props: {
  result: CaseResult;
  trans: TranslationBundle;
}): ReactElement {
  const { result, trans } = props;
  return (
    <span
      className="jp-AutogradeMark jp-AutogradeStatus-case"
      data-passed={result.passed}
      role="img"
      aria-label={
        result.passed
          ? trans.__('%1 passed', result.name)
          : trans.__('%1 failed', result.name)
      }
      title={result.name}
    >
      {result.passed ? '✓' : '✗'}
    </span>
  );
}

/** What the failed tests of a question say; nothing when they say nothing. */
function Reasons(props: {
  question: QuestionResult;
  trans: TranslationBundle;
}): ReactElement | null {
  const { question, trans } = props;
  const failed = question.cases.filter(
    ({ message, passed }) => !passed && message
  );
  if (failed.length === 0) {
    return null;
  }
  return (
    <tr>
      <td colSpan={3}>
        <details className="jp-AutogradeStatus-reasons">
          <summary>
            {trans._n(
              'Why a test of %2 failed',
              'Why %1 tests of %2 failed',
              failed.length,
              question.name
            )}
          </summary>
          <ul>
            {failed.map(({ message, name }, index) => (
              <li key={index}>
                {name}
                <span className="jp-AutogradeCase-message">{message}</span>
              </li>
            ))}
          </ul>
        </details>
      </td>
    </tr>
  );
}
