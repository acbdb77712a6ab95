import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { IErrorText } from '../../api/errors';
import type { BulkRun, IRefused } from '../../models/formgrader/bulk-run';
import { Button } from '../button';
import { Message } from '../message';

/** Refused submissions that are named. */
const NAMED = 100;

export interface IBulkAccountProps {
  run: BulkRun;
  trans: TranslationBundle;
  faultOf(error: unknown): IErrorText | null;
  onClose(): void;
}

/** How far something done with many submissions is, and with which it was not done. */
export function BulkAccount(props: IBulkAccountProps): ReactElement {
  const { run, trans } = props;
  const fault = props.faultOf(run.fault);
  return (
    <section
      className="jp-AutogradeBulk"
      aria-label={trans.__('What is done with submissions')}
    >
      <div className="jp-AutogradeBulk-head">
        <p role="status">{summary(run, trans)}</p>
        {run.running ? (
          <>
            <progress
              aria-label={trans.__('Progress')}
              max={run.total}
              value={run.tried}
            />
            <Button disabled={run.stopped} onClick={() => run.stop()}>
              {run.stopped ? trans.__('Stopping…') : trans.__('Stop')}
            </Button>
          </>
        ) : (
          <Button onClick={props.onClose}>{trans.__('Close')}</Button>
        )}
      </div>
      {run.begun > 0 && (
        <div className="jp-AutogradeBulk-head">
          <p role="status">{progressWords(run, trans)}</p>
          {run.awaited > 0 && (
            <progress
              aria-label={trans.__('Gradings that are over')}
              max={run.begun}
              value={run.ended}
            />
          )}
        </div>
      )}
      {fault && (
        <Message
          kind="error"
          sentence={fault.sentence}
          nextStep={fault.nextStep}
        />
      )}
      {run.refused.length > 0 && <Refused {...props} />}
    </section>
  );
}

function Refused(props: IBulkAccountProps): ReactElement {
  const { run, trans } = props;
  const more = run.refused.length - NAMED;
  return (
    <details className="jp-AutogradeBulk-refused" open>
      <summary>
        {trans._n(
          'It was not done with %1 submission',
          'It was not done with %1 submissions',
          run.refused.length
        )}
      </summary>
      <ul>
        {run.refused.slice(0, NAMED).map(one => (
          <li key={one.row.id}>
            {trans.__(
              '%1, attempt %2: %3',
              one.row.user,
              one.row.attempt,
              reasonWords(one, props)
            )}
          </li>
        ))}
        {more > 0 && <li>{trans._n('and %1 more', 'and %1 more', more)}</li>}
      </ul>
    </details>
  );
}

function reasonWords({ reason }: IRefused, props: IBulkAccountProps): string {
  const { trans } = props;
  switch (reason) {
    case 'not_graded':
      return trans.__('it has no grade yet');
    case 'outdated':
      return trans.__('the score has changed since its feedback was made');
    case 'not_made':
      return trans.__('its feedback could not be made');
    default:
      return props.faultOf(reason)?.sentence ?? '';
  }
}

/** How far what was begun is. */
function progressWords(run: BulkRun, trans: TranslationBundle): string {
  const graded = run.ended - run.failed;
  const words = trans.__('Graded: %1 of %2', graded, run.begun);
  return run.failed > 0
    ? trans._n('%2; %1 has failed', '%2; %1 have failed', run.failed, words)
    : words;
}

function summary(run: BulkRun, trans: TranslationBundle): string {
  const done = run.tried - run.refused.length;
  const words = {
    grade: trans.__('Queued for grading: %1 of %2', done, run.total),
    release: trans.__('Feedback released: %1 of %2', done, run.total),
    withhold: trans.__('Feedback withheld: %1 of %2', done, run.total)
  }[run.kind];
  return run.stopped && !run.running && run.tried < run.total
    ? trans.__('%1. You have stopped the rest.', words)
    : words;
}
