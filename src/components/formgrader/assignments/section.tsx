import type { ReactElement, ReactNode } from 'react';

export interface ISectionProps {
  title: string;
  /** What is the case, in few words, also while it is closed. */
  summary?: string;
  open?: boolean;
  children: ReactNode;
}

/** A part of the pane that can be folded away. */
export function Section(props: ISectionProps): ReactElement {
  return (
    <details className="jp-AutogradeSection" open={props.open}>
      <summary className="jp-AutogradeSection-head">
        <span className="jp-AutogradeSection-title">{props.title}</span>
        {props.summary && (
          <span className="jp-AutogradeSection-summary">{props.summary}</span>
        )}
      </summary>
      {props.children}
    </details>
  );
}
