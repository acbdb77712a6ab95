import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { IErrorText } from '../../api/errors';
import type { ScoreChangePreview } from '../../api/schemas';
import type { Which } from '../../api/score-changes';
import { Button } from '../button';
import { Message } from '../message';
import { Question } from '../question';
import { leftOutWords } from './left-out-words';
import { ScoreChangeRows } from './score-change-rows';

export interface IScoreChangePaneProps {
  preview: ScoreChangePreview;
  /** The user has asked to see it: it takes the focus. Else it does where the focus went with what it stands for. */
  asked?: boolean;
  busy: boolean;
  /** Why the last step was not taken. */
  fault?: IErrorText | null;
  /** Whether the user may change scores. */
  mayDecide: boolean;
  trans: TranslationBundle;
  /** null = discard. */
  onEnd(which: Which | null): void;
  /** Look at something else meanwhile. */
  onClose?(): void;
}

/** What a regrade, a voided test or another rubric makes of scores. Nothing counts before it is applied. */
export function ScoreChangePane(props: IScoreChangePaneProps): ReactElement {
  const { fault, mayDecide, preview, trans } = props;
  const { total = 0, waiting = 0 } = preview.counts;
  const title = titleOf(preview, trans);
  const place = useRef<HTMLElement>(null);
  const asked = useRef(props.asked);
  useEffect(() => {
    if (asked.current || document.activeElement === document.body) {
      place.current?.focus();
    }
  }, []);
  return (
    <section
      ref={place}
      tabIndex={-1}
      className="jp-AutogradeChange"
      aria-label={title}
    >
      <header className="jp-AutogradeDetail-head">
        <h2 className="jp-AutogradeDetail-title">{title}</h2>
        <span className="jp-AutogradeDetail-score" />
        {props.onClose && (
          <Button onClick={props.onClose}>{trans.__('Close')}</Button>
        )}
      </header>
      <p>{trans.__('Proposed by %1.', preview.created_by)}</p>
      <p role="status">{progressWords(preview, trans)}</p>
      {waiting > 0 && (
        <progress
          className="jp-AutogradeChange-progress"
          aria-label={trans.__('Graded again')}
          max={total}
          value={total - waiting}
        />
      )}
      {leftOutWords(preview, trans).map(sentence => (
        <Message key={sentence} kind="info" sentence={sentence} />
      ))}
      {fault && (
        <Message
          kind="error"
          sentence={fault.sentence}
          nextStep={fault.nextStep}
        />
      )}
      {mayDecide ? (
        <Decision {...props} />
      ) : (
        <p>{trans.__('Instructors alone change scores.')}</p>
      )}
      <ScoreChangeRows preview={preview} trans={trans} />
    </section>
  );
}

function Decision(props: IScoreChangePaneProps): ReactElement {
  const { busy, preview, trans } = props;
  const { down = 0, up = 0, waiting = 0 } = preview.counts;
  const [asked, setAsked] = useState<Which | 'discard' | null>(null);
  const title =
    waiting > 0 ? trans.__('It is being graded at the moment.') : undefined;
  return (
    <div className="jp-AutogradeEntry-acts">
      <Button
        primary
        disabled={waiting > 0}
        busy={busy}
        title={title}
        onClick={() => setAsked('all')}
      >
        {trans.__('Apply all…')}
      </Button>
      {preview.kind === 'regrade' && (
        <Button
          disabled={waiting > 0 || down === 0 || up === 0}
          busy={busy}
          title={title}
          onClick={() => setAsked('up')}
        >
          {trans.__('Apply only those that rise…')}
        </Button>
      )}
      <Button busy={busy} onClick={() => setAsked('discard')}>
        {trans.__('Discard…')}
      </Button>
      {asked && (
        <Question
          {...questionOf(asked, preview, trans)}
          trans={trans}
          onAnswer={accepted => {
            setAsked(null);
            if (accepted) {
              props.onEnd(asked === 'discard' ? null : asked);
            }
          }}
        />
      )}
    </div>
  );
}

/** How far it is, or what becomes of how many. */
function progressWords(
  { counts }: ScoreChangePreview,
  trans: TranslationBundle
): string {
  const { changed = 0, down = 0, failed = 0, outdated = 0, up = 0 } = counts;
  const { total = 0, waiting = 0 } = counts;
  if (waiting > 0) {
    return trans.__(
      '%1 of %2 graded. No score has changed.',
      total - waiting,
      total
    );
  }
  const others = Math.max(0, changed - up - down);
  if (others > 0) {
    return trans.__(
      '%1 up, %2 down, %3 with another maximum, %4 the same. No score has changed.',
      up,
      down,
      others,
      total - up - down - others - failed - outdated
    );
  }
  return trans.__(
    '%1 up, %2 down, %3 the same. No score has changed.',
    up,
    down,
    total - up - down - failed - outdated
  );
}

function titleOf(
  { kind, question, test, version }: ScoreChangePreview,
  trans: TranslationBundle
): string {
  const what = test ?? question ?? null;
  switch (kind) {
    case 'void':
      return trans.__('Void %1', what ?? '');
    case 'rubric':
      return trans.__('Change of the rubric');
    case 'regrade':
      break;
  }
  if (what === null) {
    return trans.__('Regrade');
  }
  return typeof version === 'number'
    ? trans.__('Regrade %1 with version %2', what, version)
    : trans.__('Regrade %1', what);
}

function questionOf(
  asked: Which | 'discard',
  { counts, kind }: ScoreChangePreview,
  trans: TranslationBundle
): { title: string; text: string; action: string } {
  if (asked === 'discard') {
    return {
      title:
        kind === 'regrade'
          ? trans.__('Discard the regrade?')
          : trans.__('Discard the change?'),
      text: trans.__('All scores stay as they are.'),
      action: trans.__('Discard')
    };
  }
  const up = counts.up ?? 0;
  const down = asked === 'all' ? (counts.down ?? 0) : 0;
  const others =
    asked === 'all' ? Math.max(0, (counts.changed ?? 0) - up - down) : 0;
  return {
    title: trans._n(
      'Change the score of %1 submission?',
      'Change the scores of %1 submissions?',
      asked === 'all' ? (counts.changed ?? 0) : up
    ),
    text:
      others > 0
        ? trans.__(
            '%1 up, %2 down, %3 with another maximum. It is on the audit trail, and can be undone from the command line.',
            up,
            down,
            others
          )
        : trans.__(
            '%1 up, %2 down. It is on the audit trail, and can be undone from the command line.',
            up,
            down
          ),
    action: trans.__('Apply')
  };
}
