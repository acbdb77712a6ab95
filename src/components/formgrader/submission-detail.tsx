import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type ReactElement } from 'react';
import type { IErrorText } from '../../api/errors';
import type { Grade, GradeRequest, Job, Submission } from '../../api/schemas';
import type { ExecutedModel } from '../../models/formgrader/executed';
import { fileSize, shortHash } from '../../quantities';
import type { ISubmissionRow } from '../../submission-rows';
import { exactTime, shortTime } from '../../timestamps';
import { Button } from '../button';
import { Facts } from '../facts';
import { Message } from '../message';
import { scoreSoFar } from '../question-score';
import { receivedFacts } from '../receipt';
import { plainText } from '../terminal-text';
import { TestResults } from '../test-results';
import { scoreWord, stateWord } from './submission-columns';
import { ExecutedNotebook } from './executed-notebook';
import { SubmissionRequests } from './submission-requests';

export interface ISubmissionDetailProps {
  /** null before the first answer, and when none is chosen. */
  submission: Submission | null;
  /** What the table says of the chosen one; null when none is chosen, or it is not in the table. */
  row: ISubmissionRow | null;
  /** Whether one is chosen. */
  chosen: boolean;
  /** Newest first; null before the first answer. */
  grades: readonly Grade[] | null;
  job: Job | null;
  /** What the student asks about the grade, newest first; null before the first answer. */
  requests: readonly GradeRequest[] | null;
  /** Its notebooks as they were run. */
  executed: ExecutedModel;
  fault: IErrorText | null;
  busy: boolean;
  trans: TranslationBundle;
  faultOf(error: unknown): IErrorText | null;
  /** Rejects when the answer was not taken. */
  onAnswer(requestId: string, text: string): Promise<void>;
  onGradeAgain(): void;
  onRetry(): void;
}

/** One submission: facts, per-test results, log. */
export function SubmissionDetail(props: ISubmissionDetailProps): ReactElement {
  const { submission, trans } = props;
  return (
    <section
      className="jp-AutogradeDetail"
      aria-label={trans.__('Chosen submission')}
    >
      {submission ? (
        <Detail key={submission.id} {...props} submission={submission} />
      ) : props.chosen ? (
        <Awaited {...props} />
      ) : (
        <Message
          kind="empty"
          sentence={trans.__('No submission chosen.')}
          nextStep={trans.__('Choose one in the table to see its results.')}
        />
      )}
    </section>
  );
}

/** One that has been chosen, and of which no more is known than what the table says. */
function Awaited(props: ISubmissionDetailProps): ReactElement {
  const { fault, row, trans } = props;
  return (
    <>
      {row && (
        <header className="jp-AutogradeDetail-head">
          <Head submission={row} trans={trans} />
        </header>
      )}
      {fault ? (
        <Message
          kind="error"
          sentence={fault.sentence}
          nextStep={fault.nextStep}
          action={{ label: trans.__('Try again'), onClick: props.onRetry }}
        />
      ) : (
        <Message kind="loading" sentence={trans.__('Loading results…')} />
      )}
    </>
  );
}

/** Whose it is, how it is, and its score. */
function Head(props: {
  submission: Submission | ISubmissionRow;
  trans: TranslationBundle;
}): ReactElement {
  const { submission, trans } = props;
  return (
    <>
      <h2 className="jp-AutogradeDetail-title">{submission.user}</h2>
      <span className="jp-AutogradeBadge" data-kind={submission.state}>
        {stateWord(submission.state, trans)}
      </span>
      <span className="jp-AutogradeDetail-score">
        {scoreWord(submission, trans)}
      </span>
    </>
  );
}

function Detail(
  props: ISubmissionDetailProps & { submission: Submission }
): ReactElement {
  const { submission, fault, trans } = props;
  const underWay = ['queued', 'running'].includes(submission.state);
  return (
    <>
      <header className="jp-AutogradeDetail-head">
        <Head submission={submission} trans={trans} />
        <Button
          disabled={props.busy || underWay}
          title={
            underWay ? trans.__('It is being graded at the moment.') : undefined
          }
          onClick={props.onGradeAgain}
        >
          {trans.__('Grade again…')}
        </Button>
      </header>
      <Facts
        facts={[
          ...receivedFacts(submission, trans),
          [
            trans.__('Clicked'),
            submission.claimed_at
              ? trans.__(
                  '%1 by the clock of the student’s server',
                  exactTime(submission.claimed_at)
                )
              : null
          ],
          [
            trans.__('Content'),
            <>
              {trans.__(
                'version %1, %2, ',
                submission.version,
                fileSize(submission.size)
              )}
              <code title={submission.sha256}>
                {shortHash(submission.sha256)}…
              </code>
            </>
          ]
        ]}
      />
      {fault && (
        <Message
          kind="error"
          sentence={fault.sentence}
          nextStep={fault.nextStep}
          action={{ label: trans.__('Try again'), onClick: props.onRetry }}
        />
      )}
      {props.requests && (
        <SubmissionRequests
          requests={props.requests}
          trans={trans}
          faultOf={props.faultOf}
          onAnswer={props.onAnswer}
        />
      )}
      <Grades {...props} />
    </>
  );
}

function Grades(
  props: ISubmissionDetailProps & { submission: Submission }
): ReactElement | null {
  const { grades, job, submission, trans } = props;
  const [chosen, setChosen] = useState<string | null>(null);
  if (grades === null) {
    return props.fault ? null : (
      <Message kind="loading" sentence={trans.__('Loading results…')} />
    );
  }
  const grade = grades.find(g => g.id === chosen) ?? grades[0];
  const log = (submission.state === 'failed' ? job?.log : null) ?? grade?.log;
  return (
    <>
      {submission.state === 'failed' && (
        <Message
          kind="error"
          sentence={trans._n(
            'Grading failed after %1 try.',
            'Grading failed after %1 tries.',
            job?.tries ?? 1
          )}
          nextStep={trans.__(
            'The log below says why. Mend the cause, then grade again.'
          )}
        />
      )}
      {grades.length > 1 && (
        <label className="jp-AutogradeField">
          <span className="jp-AutogradeField-name">{trans.__('Grade of')}</span>
          <select
            value={grade.id}
            onChange={event => setChosen(event.target.value)}
          >
            {grades.map((g, index) => (
              <option key={g.id} value={g.id}>
                {`${shortTime(g.created_at)} · ${g.result ? scoreSoFar(g.result, trans) : '–'}`}
                {index === 0 ? ` (${trans.__('newest')})` : ''}
              </option>
            ))}
          </select>
        </label>
      )}
      {grade?.result && <TestResults result={grade.result} trans={trans} />}
      {!grade && submission.state !== 'failed' && (
        <Message
          kind="info"
          sentence={trans.__('There are no results yet.')}
          nextStep={trans.__('They appear here by themselves.')}
        />
      )}
      {grade && grade.id === grades[0].id && (
        <ExecutedNotebook
          submissionId={submission.id}
          gradeId={grade.id}
          executed={props.executed}
          trans={trans}
          faultOf={props.faultOf}
        />
      )}
      {log && (
        <details
          className="jp-AutogradeLog"
          open={submission.state === 'failed'}
        >
          <summary>{trans.__('Log')}</summary>
          <pre className="jp-AutogradeLog-text" tabIndex={0}>
            {plainText(log)}
          </pre>
        </details>
      )}
    </>
  );
}
