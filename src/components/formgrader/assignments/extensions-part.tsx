import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useId, useRef, useState, type ReactElement } from 'react';
import type { IErrorText } from '../../../api/errors';
import type { Extension, ExtensionRequest } from '../../../api/schemas';
import type { ActPlace } from '../../../models/formgrader/course-assignments';
import type { Drafts } from '../../../drafts';
import { exactTime } from '../../../timestamps';
import { Button } from '../../button';
import { useFocusBack } from '../../focus-back';
import { Message } from '../../message';
import { extensionWords } from '../students/extension-words';
import { GrantForm } from './grant-form';

export interface IExtensionsPartProps {
  assignmentId: string;
  /** Those that count. */
  extensions: readonly Extension[];
  solutionReadable: boolean;
  drafts: Drafts;
  busy: boolean;
  trans: TranslationBundle;
  /** Why what was asked for there was not done. */
  faultAt(place: ActPlace): IErrorText | null;
  /** Resolves to whether it was given. */
  onGrant(request: ExtensionRequest): Promise<boolean>;
  onEnd(extensionId: string): void;
}

/** Who has more time or attempts, and a form to give some. */
export function ExtensionsPart(props: IExtensionsPartProps): ReactElement {
  const { extensions, trans } = props;
  const list = useRef<HTMLUListElement>(null);
  const ending = useRef<string | null>(null);
  // The button that ended one goes with it.
  useEffect(() => {
    const isEnded = !extensions.some(one => one.id === ending.current);
    if (ending.current !== null && isEnded) {
      ending.current = null;
      if (document.activeElement === document.body) {
        list.current?.focus({ preventScroll: true });
      }
    }
  }, [extensions]);
  const onEnd = (id: string): void => {
    ending.current = id;
    props.onEnd(id);
  };
  return (
    <>
      <ul
        ref={list}
        tabIndex={-1}
        className="jp-AutogradeTrail"
        aria-label={trans.__('Extensions')}
      >
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
            <TakeBack {...props} extension={one} onEnd={onEnd} />
          </li>
        ))}
      </ul>
      <GrantForm {...props} fault={props.faultAt('grant')} />
    </>
  );
}

/** Asked once more, in place: it may take points from what was handed in. */
function TakeBack(
  props: IExtensionsPartProps & { extension: Extension }
): ReactElement {
  const { busy, extension, trans } = props;
  const [asked, setAsked] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  useFocusBack(place, asked);
  const who = extension.user ?? extension.section ?? '';
  const fault = props.faultAt(`end ${extension.id}`);
  return (
    <div
      ref={place}
      tabIndex={-1}
      className="jp-AutogradeTrail-why jp-AutogradeButtons"
    >
      <Button
        label={trans.__('Take back the extension of %1', who)}
        expanded={asked}
        onClick={() => setAsked(!asked)}
      >
        {trans.__('Take back…')}
      </Button>
      {asked && (
        <Asked
          busy={busy}
          trans={trans}
          onEnd={() => props.onEnd(extension.id)}
          onKeep={() => setAsked(false)}
        />
      )}
      {fault && <Message kind="error" {...fault} />}
    </div>
  );
}

function Asked(props: {
  busy: boolean;
  trans: TranslationBundle;
  onEnd(): void;
  onKeep(): void;
}): ReactElement {
  const { trans } = props;
  const place = useRef<HTMLSpanElement>(null);
  // Who works by keys is led to the question.
  useEffect(() => place.current?.focus({ preventScroll: true }), []);
  const question = useId();
  return (
    <span
      ref={place}
      tabIndex={-1}
      className="jp-AutogradeButtons"
      role="group"
      aria-labelledby={question}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          props.onKeep();
        }
      }}
    >
      <span id={question}>
        {trans.__('What was handed in may be late then, and lose points.')}
      </span>
      <Button busy={props.busy} onClick={props.onEnd}>
        {trans.__('Take back')}
      </Button>
      <Button onClick={props.onKeep}>{trans.__('Keep')}</Button>
    </span>
  );
}
