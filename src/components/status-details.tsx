import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { IErrorText } from '../api/errors';
import type { INotebookInfo, IPendingSubmission } from '../api/local';
import type { GradeResult } from '../api/schemas';
import type { NotebookStatus } from '../models/status';
import { relevantPending } from '../pending';
import { dueTime, exactTime } from '../timestamps';
import { Button } from './button';
import { Facts } from './facts';
import { Message } from './message';
import { questionScore } from './question-score';
import { Receipt } from './receipt';
import { statusSentence } from './status-words';

export interface IStatusDetailsProps {
  info: INotebookInfo;
  status: NotebookStatus;
  fault: IErrorText | null;
  /** Why a submission that waits was not sent yet, without advice: it is tried again by itself. */
  lastTry: string | null;
  trans: TranslationBundle;
  /** Forget a submission that the service refused. */
  onForget(pending: IPendingSubmission): void;
}

/** What lies behind the pill: attempt, time, score by question, receipt. */
export function StatusDetails(props: IStatusDetailsProps): ReactElement {
  const { fault, info, status, trans } = props;
  const { assignment } = info;
  return (
    <div className="jp-AutogradeStatus">
      <h2 className="jp-AutogradeStatus-title">
        {assignment?.name}
        <span className="jp-AutogradeStatus-course">{assignment?.course}</span>
      </h2>
      <p className="jp-AutogradeStatus-sentence">
        {statusSentence(status, trans)}
      </p>
      {fault && (
        <Message
          kind="stale"
          sentence={fault.sentence}
          nextStep={fault.nextStep}
        />
      )}
      {assignment?.due_at && (
        <p
          className="jp-AutogradeStatus-due"
          title={exactTime(assignment.due_at)}
        >
          {trans.__('Due %1', dueTime(assignment.due_at))}
        </p>
      )}
      {status.kind === 'draft' && (
        <p>
          {trans.__(
            'Use Submit in the toolbar when you are done; you can submit again.'
          )}
        </p>
      )}
      {info.pending && <Pending {...props} />}
      {info.submission && status.kind === 'graded' && info.grade && (
        <Questions result={info.grade} trans={trans} />
      )}
      {info.submission && (
        <>
          <h3 className="jp-AutogradeStatus-heading">
            {info.pending
              ? trans.__('Receipt of your earlier submission')
              : trans.__('Receipt')}
          </h3>
          <Receipt submission={info.submission} trans={trans} />
        </>
      )}
    </div>
  );
}

function Pending(props: IStatusDetailsProps): ReactElement | null {
  const { trans } = props;
  const { info } = props;
  const pending = relevantPending(info.pending, info.submission);
  if (!pending) {
    return null;
  }
  const refused = pending.state === 'refused';
  return (
    <>
      <Facts
        facts={[
          [trans.__('Clicked'), exactTime(pending.clicked_at)],
          [trans.__('Tries'), pending.tries],
          refused
            ? [trans.__('Reason'), pending.last_error]
            : [trans.__('Last try'), props.lastTry]
        ]}
      />
      {refused && (
        <>
          <p>
            {trans.__(
              'It is kept on disk. Mend what the reason says and submit again.'
            )}
          </p>
          <Button onClick={() => props.onForget(pending)}>
            {trans.__('Forget it…')}
          </Button>
        </>
      )}
    </>
  );
}

function Questions(props: {
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
            <tr key={`${question.notebook} ${question.name}`}>
              <th scope="row">{question.name}</th>
              <td>
                {question.manual && question.message}
                {question.cases.map((result_, index) => (
                  <span
                    key={index}
                    className="jp-AutogradeMark jp-AutogradeStatus-case"
                    data-passed={result_.passed}
                    role="img"
                    aria-label={
                      result_.passed
                        ? trans.__('%1 passed', result_.name)
                        : trans.__('%1 failed', result_.name)
                    }
                    title={
                      result_.message
                        ? `${result_.name}: ${result_.message}`
                        : result_.name
                    }
                  >
                    {result_.passed ? '✓' : '✗'}
                  </span>
                ))}
              </td>
              <td>{questionScore(question, trans)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
