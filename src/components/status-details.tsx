import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { IErrorText } from '../api/errors';
import type { INotebookInfo, IPendingSubmission } from '../api/local';
import type { NotebookStatus } from '../models/status';
import { canBeSentNow, relevantPending } from '../pending';
import { dueTime, exactTime } from '../timestamps';
import { Button } from './button';
import { Facts } from './facts';
import { Feedback } from './feedback';
import { liveSentence } from './live-sentence';
import { Message } from './message';
import { pendingSentence, reopenedSentence } from './pending-words';
import { QuestionScores } from './question-scores';
import { Receipt } from './receipt';
import { closedSentence, statusSentence } from './status-words';
import { finalScoreWords, termsWords } from './terms';

export interface IStatusDetailsProps {
  info: INotebookInfo;
  status: NotebookStatus;
  fault: IErrorText | null;
  /** Why a submission that waits was not sent yet, without advice: it is tried again by itself. */
  lastTry: string | null;
  trans: TranslationBundle;
  /** Forget a submission that the service refused. */
  onForget(pending: IPendingSubmission): void;
  /** Show the user's attempts. */
  onAttempts(): void;
  /** Ask the staff about the grade. */
  onAsk(): void;
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
          {assignment.extended
            ? trans.__('Due %1 (extended)', dueTime(assignment.due_at))
            : trans.__('Due %1', dueTime(assignment.due_at))}
        </p>
      )}
      {assignment &&
        termsWords(assignment, trans).map(words => (
          <p key={words} className="jp-AutogradeStatus-due">
            {words}
          </p>
        ))}
      {status.kind === 'graded' &&
        finalScoreWords(info.submission ?? {}, trans).map(words => (
          <p key={words}>{words}</p>
        ))}
      {assignment?.state === 'closed' && <p>{closedSentence(trans)}</p>}
      {status.kind === 'draft' && assignment?.state !== 'closed' && (
        <p>
          {trans.__(
            'Use Submit in the toolbar when you are done; you can submit again.'
          )}
        </p>
      )}
      {assignment?.live && info.role === 'student' && (
        <p>{liveSentence(assignment.course, trans)}</p>
      )}
      {info.pending && <Pending {...props} />}
      {info.submission && status.kind === 'graded' && info.grade && (
        <QuestionScores result={info.grade} trans={trans} />
      )}
      {info.submission && status.kind === 'graded' && info.tests && (
        <QuestionScores result={info.tests} trans={trans} />
      )}
      {info.submission && info.feedback && (
        <Feedback feedback={info.feedback} trans={trans} onAsk={props.onAsk} />
      )}
      {info.submission && (
        <>
          <h3 className="jp-AutogradeStatus-heading">
            {info.pending
              ? trans.__('Receipt of your earlier submission')
              : trans.__('Receipt')}
          </h3>
          <Receipt submission={info.submission} trans={trans} />
          <Button onClick={props.onAttempts}>{trans.__('Attempts…')}</Button>
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
  const again =
    info.assignment !== null && canBeSentNow(pending, info.assignment);
  return (
    <>
      {again && (
        <p>
          {pendingSentence(pending, trans)} {reopenedSentence(trans)}
        </p>
      )}
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
          {!again && (
            <p>
              {trans.__(
                'It is kept on disk. Mend what the reason says and submit again.'
              )}
            </p>
          )}
          <Button onClick={() => props.onForget(pending)}>
            {trans.__('Forget it…')}
          </Button>
        </>
      )}
    </>
  );
}
