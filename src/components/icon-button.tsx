import type { LabIcon } from '@jupyterlab/ui-components';
import type { ReactElement } from 'react';

export interface IIconButtonProps {
  icon: LabIcon;
  /** What it does, and with what: said to screen readers. */
  label: string;
  /** What it does, shown to who points at it. */
  title: string;
  /** As that of `Button`. */
  busy: boolean;
  onClick(): void;
}

/** A button that shows no text: for a row of actions in a narrow place. */
export function IconButton(props: IIconButtonProps): ReactElement {
  const { icon: Icon } = props;
  return (
    <button
      type="button"
      className="jp-AutogradeIconButton"
      aria-label={props.label}
      title={props.title}
      aria-disabled={props.busy || undefined}
      onClick={props.busy ? undefined : props.onClick}
    >
      <Icon.react tag={null} width="16px" height="16px" />
    </button>
  );
}
