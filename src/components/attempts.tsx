import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useId, useRef, useState, type ReactElement } from 'react';
import type { IErrorText } from '../api/errors';
import type { IComparison, IRestored } from '../api/own-work';
import type { Submission } from '../api/schemas';
import { exactTime, shortTime } from '../timestamps';
import { Button } from './button';
import { Comparison } from './comparison';
import { Message } from './message';
import { scoreSoFar } from './question-score';
import { restoredWords } from './restored-words';
import { finalScoreWords, lateWords } from './terms';

export interface IAttemptsProps {
  /** Newest first; null before the first answer. */
  attempts: readonly Submission[] | null;
  /** Whether there is a folder that an attempt can be compared with and put back into. */
  fetched: boolean;
  /** The attempt that something is being done with. */
  busy: string | null;
  comparison: IComparison | null;
  restored: IRestored | null;
  fault: IErrorText | null;
  trans: TranslationBundle;
  onReceipt(submissionId: string): void;
  onCompare(submissionId: string): void;
  /** It was asked before whether to. */
  onRestore(submissionId: string): void;
  onRetry(): void;
}

/** The user's attempts at an assignment: when, what they gave, the receipt, and the way back to one. */
export function Attempts(props: IAttemptsProps): ReactElement {
  const { attempts, comparison, fault, restored, trans } = props;
  const [asked, setAsked] = useState<string | null>(null);
  return (
    <div className="jp-AutogradeAttempts">
      {fault && (
        <Message
          kind="error"
          sentence={fault.sentence}
          nextStep={fault.nextStep}
          action={{ label: trans.__('Try again'), onClick: props.onRetry }}
        />
      )}
      {attempts === null && !fault && (
        <Message kind="loading" sentence={trans.__('Loading your attempts…')} />
      )}
      {attempts?.length === 0 && (
        <Message
          kind="empty"
          sentence={trans.__('You have handed nothing in yet.')}
        />
      )}
      <div role="status">
        {restored && <p>{restoredWords(restored, trans)}</p>}
      </div>
      {attempts !== null && attempts.length > 0 && (
        <ul className="jp-AutogradeAttempts-list">
          {attempts.map(attempt => (
            <Attempt
              key={attempt.id}
              attempt={attempt}
              isAsked={asked === attempt.id}
              onAsk={setAsked}
              {...props}
            />
          ))}
        </ul>
      )}
      {comparison && <Comparison comparison={comparison} trans={trans} />}
    </div>
  );
}

function Attempt(
  props: IAttemptsProps & {
    attempt: Submission;
    isAsked: boolean;
    onAsk(submissionId: string | null): void;
  }
): ReactElement {
  const { attempt, isAsked, trans } = props;
  const { attempt: number, id, submitted_at: at } = attempt;
  const busy = props.busy !== null;
  const asks = useRef<HTMLSpanElement>(null);
  const close = (): void => {
    props.onAsk(null);
    // The pressed button goes with the question.
    asks.current?.querySelector('button')?.focus();
  };
  return (
    <li className="jp-AutogradeAttempts-attempt" aria-busy={props.busy === id}>
      <span className="jp-AutogradeAttempts-number">#{number}</span>
      <span title={exactTime(at)}>
        {shortTime(at)}
        {attempt.late && (
          <span className="jp-AutogradeLate">
            {lateWords(attempt.penalty, trans)}
          </span>
        )}
      </span>
      <span
        className="jp-AutogradeAttempts-score"
        title={finalScoreWords(attempt, trans).join(' ')}
      >
        {outcomeWords(attempt, trans)}
      </span>
      <span className="jp-AutogradeAttempts-actions">
        <Button
          busy={busy}
          label={trans.__('Save the receipt of attempt %1', number)}
          onClick={() => props.onReceipt(id)}
        >
          {trans.__('Receipt')}
        </Button>
        {props.fetched && (
          <>
            <Button
              busy={busy}
              label={trans.__('Compare attempt %1 with your files', number)}
              onClick={() => props.onCompare(id)}
            >
              {trans.__('Compare')}
            </Button>
            <span ref={asks}>
              <Button
                busy={busy}
                label={trans.__('Restore attempt %1…', number)}
                expanded={isAsked}
                onClick={() => props.onAsk(isAsked ? null : id)}
              >
                {trans.__('Restore…')}
              </Button>
            </span>
          </>
        )}
      </span>
      {isAsked && (
        <RestoreQuestion
          attempt={number}
          busy={busy}
          trans={trans}
          onCancel={close}
          onRestore={() => {
            close();
            props.onRestore(id);
          }}
        />
      )}
    </li>
  );
}

function RestoreQuestion(props: {
  attempt: number;
  busy: boolean;
  trans: TranslationBundle;
  onCancel(): void;
  onRestore(): void;
}): ReactElement {
  const { attempt, trans } = props;
  const place = useRef<HTMLDivElement>(null);
  const question = useId();
  // Who works by keys is led to the question, and to no answer: the key that asked may still be held.
  useEffect(() => place.current?.focus(), []);
  return (
    <div
      ref={place}
      tabIndex={-1}
      className="jp-AutogradeAttempts-question"
      role="group"
      aria-labelledby={question}
    >
      <p id={question}>
        {trans.__(
          'Put attempt %1 back into your folder? Your files as they are now are copied to a backup folder first.',
          attempt
        )}
      </p>
      <Button onClick={props.onCancel}>{trans.__('Cancel')}</Button>
      <Button
        primary
        busy={props.busy}
        label={trans.__('Restore attempt %1', attempt)}
        onClick={props.onRestore}
      >
        {trans.__('Restore')}
      </Button>
    </div>
  );
}

/** The score, or how far it is; a score that is not shown is not drawn as 0. */
function outcomeWords(attempt: Submission, trans: TranslationBundle): string {
  const { max_score: max, pending, score, state } = attempt;
  switch (state) {
    case 'graded':
      return score === null || score === undefined
        ? trans.__('graded')
        : scoreSoFar(
            { score, max_score: max ?? 0, pending: pending ?? 0 },
            trans
          );
    case 'running':
      return trans.__('running');
    case 'failed':
      return trans.__('grading failed');
    default:
      return trans.__('waits to be graded');
  }
}
