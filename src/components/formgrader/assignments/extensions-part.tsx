import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type FormEvent, type ReactElement } from 'react';
import type { Extension, ExtensionRequest } from '../../../api/schemas';
import { exactTime, fromLocalInput } from '../../../timestamps';
import { Button } from '../../button';
import { ChoiceField, InputField } from '../../field';
import { extensionWords } from '../students/extension-words';

export interface IExtensionsPartProps {
  /** Those that count. */
  extensions: readonly Extension[];
  busy: boolean;
  trans: TranslationBundle;
  onGrant(request: ExtensionRequest): void;
  onEnd(extensionId: string): void;
}

/** Who has more time or attempts, and a form to give some. */
export function ExtensionsPart(props: IExtensionsPartProps): ReactElement {
  const { extensions, trans } = props;
  return (
    <>
      <ul className="jp-AutogradeTrail">
        {extensions.map(one => (
          <li key={one.id}>
            <span className="jp-AutogradeTrail-what">
              {one.user ?? trans.__('section %1', one.section ?? '')}
            </span>
            <span className="jp-AutogradeTrail-points">
              {extensionWords(one, trans)}
            </span>
            <span
              className="jp-AutogradeTrail-who"
              title={exactTime(one.created_at)}
            >
              {trans.__('by %1', one.created_by)}
              {one.reason && ` · ${one.reason}`}
            </span>
            <TakeBack {...props} extension={one} />
          </li>
        ))}
      </ul>
      <GrantForm {...props} />
    </>
  );
}

/** Asked once more, in place: it may take points from what was handed in. */
function TakeBack(
  props: IExtensionsPartProps & { extension: Extension }
): ReactElement {
  const { busy, extension, trans } = props;
  const [asked, setAsked] = useState(false);
  const who = extension.user ?? extension.section ?? '';
  return (
    <span className="jp-AutogradeTrail-why jp-AutogradeButtons">
      {asked ? (
        <>
          <span>
            {trans.__('What was handed in may be late then, and lose points.')}
          </span>
          <Button disabled={busy} onClick={() => props.onEnd(extension.id)}>
            {trans.__('Take back')}
          </Button>
          <Button onClick={() => setAsked(false)}>{trans.__('Keep')}</Button>
        </>
      ) : (
        <Button
          label={trans.__('Take back the extension of %1', who)}
          onClick={() => setAsked(true)}
        >
          {trans.__('Take back…')}
        </Button>
      )}
    </span>
  );
}

function GrantForm(props: IExtensionsPartProps): ReactElement {
  const { trans } = props;
  const [whom, setWhom] = useState('');
  const [kind, setKind] = useState<'users' | 'sections'>('users');
  const [due, setDue] = useState('');
  const [closes, setCloses] = useState('');
  const [attempts, setAttempts] = useState('');
  const [reason, setReason] = useState('');
  const names = whom
    .split(/[,;\n]/)
    .map(name => name.trim())
    .filter(Boolean);
  const gives = Boolean(due || closes || Number(attempts));
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    props.onGrant({
      users: kind === 'users' ? names : [],
      sections: kind === 'sections' ? names : [],
      due_at: fromLocalInput(due),
      closes_at: fromLocalInput(closes),
      extra_attempts: Number(attempts),
      reason
    });
  };
  return (
    <form className="jp-AutogradeSetting" onSubmit={onSubmit}>
      <h3 className="jp-AutogradeSection-sub">
        {trans.__('Give an extension')}
      </h3>
      <ChoiceField
        name={trans.__('For')}
        value={kind}
        choices={[
          ['users', trans.__('students')],
          ['sections', trans.__('sections')]
        ]}
        onChange={value => setKind(value)}
      />
      <InputField
        name={trans.__('Names')}
        hint={trans.__(
          'With commas between them; it replaces what each had before.'
        )}
        required
        value={whom}
        onChange={setWhom}
      />
      <InputField
        name={trans.__('Due for them')}
        type="datetime-local"
        value={due}
        onChange={setDue}
      />
      <InputField
        name={trans.__('Closes for them')}
        type="datetime-local"
        value={closes}
        onChange={setCloses}
      />
      <InputField
        name={trans.__('More attempts')}
        type="number"
        min={0}
        max={1000}
        value={attempts}
        onChange={setAttempts}
      />
      <InputField
        name={trans.__('Reason, for staff')}
        maxLength={500}
        value={reason}
        onChange={setReason}
      />
      <button
        type="submit"
        className="jp-AutogradeButton"
        disabled={props.busy || names.length === 0 || !gives}
      >
        {trans.__('Give it')}
      </button>
    </form>
  );
}
