import type { ReactElement, ReactNode } from 'react';

export interface ISubmitButtonProps {
  children: ReactNode;
  /** The one action that is most likely wanted. */
  primary?: boolean;
  /** Nothing is to be sent now: the form does nothing. Unlike one that is disabled, the button keeps the focus. */
  idle: boolean;
}

/** The button that sends a form. */
export function SubmitButton(props: ISubmitButtonProps): ReactElement {
  return (
    <button
      type="submit"
      className="jp-AutogradeButton"
      data-primary={props.primary || undefined}
      aria-disabled={props.idle || undefined}
    >
      {props.children}
    </button>
  );
}
