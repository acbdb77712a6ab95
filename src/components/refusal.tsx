import type { TranslationBundle } from '@jupyterlab/translation';
import { useRef, type ReactElement, type RefObject } from 'react';
import type { IErrorText } from '../api/errors';
import { useFocusBack } from './focus-back';
import { Message } from './message';

export interface IRefusalProps {
  /** null = the last thing was done. */
  fault: IErrorText | null;
  /** Where the keys go on when it is closed, and what had them before has gone. */
  place?: RefObject<HTMLElement | null>;
  trans: TranslationBundle;
  onClose(): void;
}

/** Why the last thing was not done, until that is closed. */
export function Refusal(props: IRefusalProps): ReactElement | null {
  const { fault, trans } = props;
  const nowhere = useRef<HTMLElement>(null);
  useFocusBack(props.place ?? nowhere, fault !== null);
  return (
    fault && (
      <Message
        kind="error"
        sentence={fault.sentence}
        nextStep={fault.nextStep}
        action={{ label: trans.__('Close'), onClick: props.onClose }}
      />
    )
  );
}
