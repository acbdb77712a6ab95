import type { ReactElement, ReactNode } from 'react';
import { Button } from './button';

export interface IMessageProps {
  kind: 'empty' | 'error' | 'stale' | 'loading' | 'info';
  /** What is the case. */
  sentence: string;
  /** What to do about it. */
  nextStep?: string;
  action?: { label: string; onClick(): void };
  children?: ReactNode;
}

/** A state of a panel in words: empty, loading, failed, out of date. */
export function Message(props: IMessageProps): ReactElement {
  const { kind, sentence, nextStep, action } = props;
  return (
    <div
      className="jp-AutogradeMessage"
      data-kind={kind}
      role={kind === 'error' ? 'alert' : 'status'}
    >
      <p className="jp-AutogradeMessage-sentence">{sentence}</p>
      {nextStep && <p className="jp-AutogradeMessage-next">{nextStep}</p>}
      {props.children}
      {action && <Button onClick={action.onClick}>{action.label}</Button>}
    </div>
  );
}
