import type { TranslationBundle } from '@jupyterlab/translation';
import { useLayoutEffect, useRef, type ReactElement } from 'react';
import { Button } from './button';

export interface IQuestionProps {
  title: string;
  text: string;
  /** What the button says that does it. */
  action: string;
  trans: TranslationBundle;
  onAnswer(accepted: boolean): void;
}

/** A question before something is done: for pages without JupyterLab's dialogs. */
export function Question(props: IQuestionProps): ReactElement {
  const { action, text, title, trans } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  // A dialog that is closed before it is removed gives the focus back to what opened it.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="jp-AutogradeModal"
      aria-label={title}
      onCancel={() => props.onAnswer(false)}
    >
      <h2>{title}</h2>
      <p>{text}</p>
      <div className="jp-AutogradeModal-buttons">
        <Button onClick={() => props.onAnswer(false)}>
          {trans.__('Cancel')}
        </Button>
        <Button primary onClick={() => props.onAnswer(true)}>
          {action}
        </Button>
      </div>
    </dialog>
  );
}
