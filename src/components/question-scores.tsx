import type { TranslationBundle } from '@jupyterlab/translation';
import { Fragment, type ReactElement } from 'react';
import type {
  CaseResult,
  GradeResult,
  QuestionResult,
  ShownQuestion,
  ShownResult
} from '../api/schemas';
import { questionScore } from './question-score';

type AnyQuestion = QuestionResult | ShownQuestion;
type Told = Pick<CaseResult, 'name' | 'passed'>;

/** Each question: its score if it is shown, its tests as marks, and on request what those that failed say. */
export function QuestionScores(props: {
  result: GradeResult | ShownResult;
  trans: TranslationBundle;
}): ReactElement {
  const { result, trans } = props;
  const questions: readonly AnyQuestion[] = result.questions;
  const scored = 'score' in result;
  return (
    <>
      {result.message && <p>{result.message}</p>}
      <table
        className="jp-AutogradeStatus-questions"
        data-unscored={!scored || undefined}
      >
        <caption className="jp-AutogradeHidden">
          {scored
            ? trans.__('Score by question')
            : trans.__('Tests by question')}
        </caption>
        <thead className="jp-AutogradeHidden">
          <tr>
            <th scope="col">{trans.__('Question')}</th>
            <th scope="col">{trans.__('Tests')}</th>
            {scored && <th scope="col">{trans.__('Score')}</th>}
          </tr>
        </thead>
        <tbody>
          {questions.map(question => (
            <Fragment key={`${question.notebook} ${question.name}`}>
              <tr>
                <th scope="row">{question.name}</th>
                <td>
                  {question.manual && 'message' in question && question.message}
                  {question.cases.map((case_, index) => (
                    <Mark key={index} result={case_} trans={trans} />
                  ))}
                  <HiddenNames
                    names={question.hidden_names ?? []}
                    trans={trans}
                  />
                </td>
                {'score' in question && (
                  <td>{questionScore(question, trans)}</td>
                )}
              </tr>
              <Reasons question={question} trans={trans} />
            </Fragment>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** Tests of which students know only that there are some. */
function HiddenNames(props: {
  names: readonly string[];
  trans: TranslationBundle;
}): ReactElement | null {
  const { names, trans } = props;
  return names.length === 0 ? null : (
    <span className="jp-AutogradeStatus-hidden">
      {trans.__('Hidden tests: %1', names.join(', '))}
    </span>
  );
}

function Mark(props: { result: Told; trans: TranslationBundle }): ReactElement {
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
  question: AnyQuestion;
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
