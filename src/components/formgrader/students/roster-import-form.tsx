import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type ReactElement } from 'react';
import type { RosterPreview } from '../../../api/schemas';
import type { IRosterFile } from '../../../models/formgrader/students';
import { Button } from '../../button';
import { Message } from '../../message';
import { roleWord } from './person-columns';

/** Changes of a preview that are in the page; the counts are of all. */
const SHOWN = 200;

export interface IRosterImportFormProps {
  /** What the file would change; null while none was looked at. */
  preview: RosterPreview | null;
  /** What an import has changed. */
  imported: RosterPreview | null;
  busy: boolean;
  trans: TranslationBundle;
  /** The file is another one now. */
  onChange(): void;
  onPreview(file: IRosterFile): void;
  onImport(file: IRosterFile): void;
}

/** Bring a roster to what a CSV file says, after a look at what that changes. */
export function RosterImportForm(props: IRosterImportFormProps): ReactElement {
  const { imported, preview, trans } = props;
  const [csv, setCsv] = useState('');
  const [withdrawMissing, setWithdrawMissing] = useState(false);
  const file = { csv, withdrawMissing };
  const change = (text: string): void => {
    setCsv(text);
    props.onChange();
  };
  const mayImport =
    preview !== null &&
    preview.faults.length === 0 &&
    preview.changes.length > 0;
  return (
    <>
      <h2 className="jp-AutogradeDetail-title">
        {trans.__('Import a roster')}
      </h2>
      <p>
        {trans.__(
          'CSV with the columns user and role (student, ta or instructor), and perhaps section, name and email. What has no column stays as it is.'
        )}
      </p>
      <label className="jp-AutogradeField">
        <span className="jp-AutogradeField-name">{trans.__('File')}</span>
        <input
          type="file"
          accept=".csv,text/csv"
          onChange={event => void event.target.files?.[0]?.text().then(change)}
        />
      </label>
      <label className="jp-AutogradeField">
        <span className="jp-AutogradeField-name">
          {trans.__('Or its text')}
        </span>
        <textarea
          className="jp-AutogradeRoster-text"
          rows={8}
          spellCheck={false}
          value={csv}
          onChange={event => change(event.target.value)}
        />
      </label>
      <label>
        <input
          type="checkbox"
          checked={withdrawMissing}
          onChange={event => {
            setWithdrawMissing(event.target.checked);
            props.onChange();
          }}
        />{' '}
        {trans.__(
          'Withdraw those with a role of the file who are not in it; their work is kept'
        )}
      </label>
      <p>
        <Button
          disabled={props.busy || !csv.trim()}
          onClick={() => props.onPreview(file)}
        >
          {trans.__('What would change?')}
        </Button>{' '}
        <Button
          primary
          disabled={props.busy || !mayImport}
          onClick={() => props.onImport(file)}
        >
          {trans.__('Import')}
        </Button>
      </p>
      {imported && (
        <Message
          kind="info"
          sentence={trans._n(
            '%1 person was changed.',
            '%1 people were changed.',
            imported.changes.length
          )}
        />
      )}
      {preview && <Preview preview={preview} trans={trans} />}
    </>
  );
}

function Preview(props: {
  preview: RosterPreview;
  trans: TranslationBundle;
}): ReactElement {
  const { preview, trans } = props;
  if (preview.faults.length > 0) {
    return (
      <Message
        kind="error"
        sentence={trans.__('The file can’t be imported as it is.')}
        nextStep={trans.__('Mend these lines, then look again.')}
      >
        <ul>
          {preview.faults.map(fault => (
            <li key={`${fault.line} ${fault.message}`}>
              {trans.__('Line %1: %2', fault.line, fault.message)}
            </li>
          ))}
        </ul>
      </Message>
    );
  }
  return (
    <>
      <p role="status">
        {[
          trans._n(
            '%1 person changes',
            '%1 people change',
            preview.changes.length
          ),
          trans._n(
            '%1 is in the course like that already.',
            '%1 are in the course like that already.',
            preview.unchanged
          )
        ].join('; ')}
        {preview.kept.length > 0 &&
          ` ${trans.__('Not in the file, but they stay: %1.', preview.kept.join(', '))}`}
      </p>
      <table className="jp-AutogradeWeights-table">
        <caption>{trans.__('What would change')}</caption>
        <thead>
          <tr>
            <th scope="col">{trans.__('User')}</th>
            <th scope="col">{trans.__('Before')}</th>
            <th scope="col">{trans.__('After')}</th>
          </tr>
        </thead>
        <tbody>
          {preview.changes.slice(0, SHOWN).map(change => (
            <tr key={change.user}>
              <th scope="row">{change.user}</th>
              <td>{personWords(change.before, trans)}</td>
              <td>{personWords(change.after, trans)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

type Side = RosterPreview['changes'][number]['after'];

function personWords(person: Side, trans: TranslationBundle): string {
  return person
    ? [roleWord(person.role, trans), person.section, person.name, person.email]
        .filter(Boolean)
        .join(' · ')
    : trans.__('not in the course');
}
