import type { MouseEvent, ReactElement, ReactNode } from 'react';

export interface IButtonProps {
  children: ReactNode;
  onClick(event: MouseEvent): void;
  /** Said to screen readers instead of the text, when the text alone is ambiguous. */
  label?: string;
  title?: string;
  /** The one action that is most likely wanted. */
  primary?: boolean;
  disabled?: boolean;
  /** Something is being done: a click does nothing. Unlike one that is disabled, the button keeps the focus. */
  busy?: boolean;
  /** Whether what it opens is open; undefined where it opens nothing. */
  expanded?: boolean;
}

/** A button with text. */
export function Button(props: IButtonProps): ReactElement {
  return (
    <button
      type="button"
      className="jp-AutogradeButton"
      data-primary={props.primary || undefined}
      aria-label={props.label}
      title={props.title}
      disabled={props.disabled}
      aria-disabled={props.busy || undefined}
      aria-expanded={props.expanded}
      onClick={props.busy ? undefined : props.onClick}
    >
      {props.children}
    </button>
  );
}
