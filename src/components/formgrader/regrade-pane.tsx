import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type ReactElement } from 'react';
import type { ScoreChangePreview } from '../../api/schemas';
import type { Which } from '../../api/score-changes';
import { scoreOf } from '../../quantities';
import { Button } from '../button';
import { Message } from '../message';
import { Question } from '../question';
import { leftOutWords } from './left-out-words';

/** Rows of the preview that are in the page; the counts are of all. */
const SHOWN = 300;

type Row = ScoreChangePreview['rows'][number];

export interface IRegradePaneProps {
  preview: ScoreChangePreview;
  busy: boolean;
  /** Whether the user may change scores. */
  leads: boolean;
  trans: TranslationBundle;
  /** null = discard. */
  onEnd(which: Which | null): void;
  onClose(): void;
}

/** What a regrade would change: scores before and after. Nothing counts before it is applied. */
export function RegradePane(props: IRegradePaneProps): ReactElement {
  const { busy, leads, preview, trans } = props;
  const { counts } = preview;
  const [asked, setAsked] = useState<Which | 'discard' | null>(null);
  const waiting = counts.waiting ?? 0;
  const up = counts.up ?? 0;
  const down = counts.down ?? 0;
  const frozen = busy || !leads;
  return (
    <section className="jp-AutogradeDetail" aria-label={trans.__('Regrade')}>
      <header className="jp-AutogradeDetail-head">
        <h2 className="jp-AutogradeDetail-title">
          {trans.__('Regrade by %1', preview.created_by)}
        </h2>
        <span className="jp-AutogradeDetail-score" />
        <Button onClick={props.onClose}>{trans.__('Close')}</Button>
      </header>
      <p role="status">
        {waiting > 0
          ? trans.__(
              '%1 of %2 graded. No score has changed.',
              (counts.total ?? 0) - waiting,
              counts.total ?? 0
            )
          : trans.__(
              'All %1 graded: %2 rise, %3 fall, %4 stay. No score has changed.',
              counts.total ?? 0,
              up,
              down,
              (counts.total ?? 0) - up - down - (counts.failed ?? 0)
            )}
      </p>
      {waiting > 0 && (
        <progress
          aria-label={trans.__('Progress')}
          max={counts.total}
          value={(counts.total ?? 0) - waiting}
        />
      )}
      {leftOutWords(preview, trans).map(sentence => (
        <Message key={sentence} kind="info" sentence={sentence} />
      ))}
      <div className="jp-AutogradeEntry-acts">
        <Button
          primary
          disabled={frozen || waiting > 0}
          onClick={() => setAsked('all')}
        >
          {trans.__('Apply all…')}
        </Button>
        <Button
          disabled={frozen || waiting > 0 || down === 0 || up === 0}
          onClick={() => setAsked('up')}
        >
          {trans.__('Apply only those that rise…')}
        </Button>
        <Button disabled={frozen} onClick={() => setAsked('discard')}>
          {trans.__('Discard…')}
        </Button>
      </div>
      <Rows rows={preview.rows} trans={trans} />
      {asked && (
        <Question
          {...words(asked, preview, trans)}
          trans={trans}
          onAnswer={accepted => {
            setAsked(null);
            if (accepted) {
              props.onEnd(asked === 'discard' ? null : asked);
            }
          }}
        />
      )}
    </section>
  );
}

function Rows(props: {
  rows: readonly Row[];
  trans: TranslationBundle;
}): ReactElement {
  const { rows, trans } = props;
  // What asks for a look comes first.
  const order = ['down', 'up', 'same'];
  const sorted = [...rows].sort(
    (a, b) =>
      order.indexOf(a.direction ?? 'same') -
      order.indexOf(b.direction ?? 'same')
  );
  return (
    <table className="jp-AutogradeWeights-table">
      <caption>
        {rows.length > SHOWN
          ? trans.__('The first %1 of %2 submissions', SHOWN, rows.length)
          : trans.__('Submissions')}
      </caption>
      <thead>
        <tr>
          <th scope="col">{trans.__('Student')}</th>
          <th scope="col">{trans.__('Before')}</th>
          <th scope="col">{trans.__('After')}</th>
          <th scope="col">{trans.__('What happens')}</th>
        </tr>
      </thead>
      <tbody>
        {sorted.slice(0, SHOWN).map(row => (
          <tr key={row.submission_id}>
            <th scope="row">
              {row.user} #{row.attempt}
            </th>
            <td className="jp-AutogradeWeights-number">
              {row.before
                ? scoreOf(row.before.score, row.before.max_score)
                : '–'}
            </td>
            <td className="jp-AutogradeWeights-number">
              {row.after ? scoreOf(row.after.score, row.after.max_score) : '–'}
            </td>
            <td>{happens(row, trans)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function happens(row: Row, trans: TranslationBundle): string {
  switch (row.state) {
    case 'waiting':
      return trans.__('is being graded');
    case 'failed':
      return trans.__('could not be graded');
    case 'outdated':
      return trans.__('has another score now');
    case 'ready':
      break;
  }
  switch (row.direction) {
    case 'up':
      return trans.__('▲ rises');
    case 'down':
      return trans.__('▼ falls');
    default:
      return trans.__('stays');
  }
}

function words(
  asked: Which | 'discard',
  { counts }: ScoreChangePreview,
  trans: TranslationBundle
): { title: string; text: string; action: string } {
  if (asked === 'discard') {
    return {
      title: trans.__('Discard the regrade?'),
      text: trans.__('All scores stay as they are.'),
      action: trans.__('Discard')
    };
  }
  const up = counts.up ?? 0;
  const down = asked === 'all' ? (counts.down ?? 0) : 0;
  return {
    title: trans._n(
      'Change the score of %1 submission?',
      'Change the scores of %1 submissions?',
      up + down
    ),
    text: trans.__(
      '%1 rise, %2 fall. It is on the audit trail, and can be undone from the command line.',
      up,
      down
    ),
    action: trans.__('Apply')
  };
}
