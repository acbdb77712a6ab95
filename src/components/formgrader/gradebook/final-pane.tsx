import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type ReactElement } from 'react';
import type { FinalPreview, FinalRow, FinalStep } from '../../../api/schemas';
import { Button } from '../../button';
import { InputField } from '../../field';
import { Message } from '../../message';
import { Question } from '../../question';
import { percentWord } from './gradebook-words';

/** Rows of the preview that are in the page; the counts are of all. */
const SHOWN = 200;

const NEW: ReadonlySet<FinalStep> = new Set(['set', 'replaced']);

export interface IFinalPaneProps {
  /** null before the answer. */
  preview: FinalPreview | null;
  /** Those too of whom something is still to be graded. */
  unfinished: boolean;
  busy: boolean;
  trans: TranslationBundle;
  onUnfinished(wanted: boolean): void;
  onMakeFinal(reason: string): void;
}

/** What making totals final would do; it is done after a question. */
export function FinalPane(props: IFinalPaneProps): ReactElement {
  const { preview, trans } = props;
  const [reason, setReason] = useState('');
  const [asking, setAsking] = useState(false);
  const rows = preview?.rows ?? [];
  const count = rows.filter(row => NEW.has(row.step)).length;
  return (
    <>
      <h2 className="jp-AutogradeDetail-title">
        {trans.__('Make grades final')}
      </h2>
      <p>
        {trans.__(
          'A final grade stays what it is, whatever becomes of the scores. Nothing has changed yet.'
        )}
      </p>
      <label>
        <input
          type="checkbox"
          checked={props.unfinished}
          disabled={props.busy}
          onChange={event => props.onUnfinished(event.target.checked)}
        />{' '}
        {trans.__('Those too of whom something is still to be graded')}
      </label>
      {preview === null ? (
        <Message kind="loading" sentence={trans.__('Calculating totals…')} />
      ) : (
        <>
          <p role="status">{summary(rows, trans)}</p>
          <InputField
            name={trans.__('Reason, for the audit trail')}
            maxLength={2000}
            value={reason}
            onChange={setReason}
          />
          <Button
            primary
            disabled={props.busy || count === 0}
            onClick={() => setAsking(true)}
          >
            {trans._n('Make %1 grade final…', 'Make %1 grades final…', count)}
          </Button>
          <Rows rows={rows} trans={trans} />
        </>
      )}
      {asking && (
        <Question
          title={trans._n(
            'Make %1 grade final?',
            'Make %1 grades final?',
            count
          )}
          text={trans.__(
            'They stay what they are until somebody replaces them or takes them back. Who did it, and when, is on the audit trail.'
          )}
          action={trans.__('Make final')}
          trans={trans}
          onAnswer={accepted => {
            setAsking(false);
            if (accepted) {
              props.onMakeFinal(reason);
            }
          }}
        />
      )}
    </>
  );
}

function Rows(props: {
  rows: readonly FinalRow[];
  trans: TranslationBundle;
}): ReactElement {
  const { rows, trans } = props;
  // What asks for a look comes first.
  const order: FinalStep[] = [
    'unfinished',
    'replaced',
    'set',
    'nothing',
    'unchanged'
  ];
  const sorted = [...rows].sort(
    (a, b) => order.indexOf(a.step) - order.indexOf(b.step)
  );
  return (
    <table className="jp-AutogradeWeights-table">
      <caption>
        {rows.length > SHOWN
          ? trans.__('The first %1 of %2 students', SHOWN, rows.length)
          : trans.__('Students')}
      </caption>
      <thead>
        <tr>
          <th scope="col">{trans.__('Student')}</th>
          <th scope="col">{trans.__('Final')}</th>
          <th scope="col">{trans.__('Total')}</th>
          <th scope="col">{trans.__('What happens')}</th>
        </tr>
      </thead>
      <tbody>
        {sorted.slice(0, SHOWN).map(row => (
          <tr key={row.user}>
            <th scope="row">{row.user}</th>
            <td className="jp-AutogradeWeights-number">
              {percentWord(row.before)}
            </td>
            <td className="jp-AutogradeWeights-number">
              {percentWord(row.after)}
            </td>
            <td>{stepWords(row, trans)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function stepWords(row: FinalRow, trans: TranslationBundle): string {
  switch (row.step) {
    case 'set':
      return trans.__('becomes final');
    case 'replaced':
      return trans.__('replaces the final grade');
    case 'unchanged':
      return trans.__('is final already');
    case 'nothing':
      return trans.__('left out: nothing counts');
    case 'unfinished':
      return trans.__(
        'left out: still to be graded: %1',
        (row.unfinished ?? []).join(', ')
      );
  }
}

function summary(rows: readonly FinalRow[], trans: TranslationBundle): string {
  const count = (step: FinalStep): number =>
    rows.filter(row => row.step === step).length;
  return trans.__(
    '%1 become final, %2 are replaced, %3 are final already, %4 are left out.',
    count('set'),
    count('replaced'),
    count('unchanged'),
    count('unfinished') + count('nothing')
  );
}
