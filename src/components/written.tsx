import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, useState, type ReactElement, type ReactNode } from 'react';
import type { IErrorText } from '../api/errors';
import { Button } from './button';
import { Message } from './message';

/** Characters; the service takes no more. */
const LONGEST = 4000;

export interface IWrittenProps {
  /** Names the field. */
  label: string;
  /** What the button says. */
  action: string;
  /** Said below the field. */
  hint?: string;
  /** Something was written that can't be sent any more, for instance because somebody else was faster. */
  closed?: boolean;
  trans: TranslationBundle;
  /** What stands above the field. */
  children?: ReactNode;
  faultOf(error: unknown): IErrorText | null;
  /** Rejects when it was not taken; what was written stays then. */
  onSend(text: string): Promise<void>;
}

/** A few lines that are written and sent; they stay until they have arrived. */
export function Written(props: IWrittenProps): ReactElement | null {
  const { closed = false, hint, trans } = props;
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const id = useId();
  const fault = props.faultOf(error);
  if (closed && !fault) {
    return null;
  }
  const send = async (): Promise<void> => {
    setBusy(true);
    try {
      await props.onSend(text);
      setText('');
      setError(null);
    } catch (reason) {
      setError(reason);
    }
    setBusy(false);
  };
  return (
    <div className="jp-AutogradeWritten">
      {!closed && props.children}
      <label className="jp-AutogradeWritten-label" htmlFor={id}>
        {closed ? trans.__('What you wrote') : props.label}
      </label>
      <textarea
        id={id}
        className="jp-AutogradeWritten-text"
        rows={3}
        maxLength={LONGEST}
        value={text}
        readOnly={closed || busy}
        aria-describedby={hint && !closed ? `${id}-hint` : undefined}
        onChange={event => setText(event.target.value)}
      />
      {hint && !closed && (
        <p id={`${id}-hint`} className="jp-AutogradeField-hint">
          {hint}
        </p>
      )}
      {fault && (
        <Message
          kind="error"
          sentence={fault.sentence}
          nextStep={fault.nextStep}
        />
      )}
      {!closed && (
        <Button
          primary
          disabled={busy || text.trim() === ''}
          onClick={() => void send()}
        >
          {props.action}
        </Button>
      )}
    </div>
  );
}
