import type { TranslationBundle } from '@jupyterlab/translation';
import { useLayoutEffect, useRef, type ReactElement } from 'react';
import { focusable } from '../focusable';
import type { HintId } from '../models/preferences';
import { Button } from './button';

export interface IHintProps {
  id: HintId;
  trans: TranslationBundle;
  onClose(): void;
}

/** What a panel is for, said to who opens it for the first times. */
export function Hint(props: IHintProps): ReactElement {
  const { id, trans } = props;
  const note = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current } = note;
    return () => {
      if (current?.contains(document.activeElement)) {
        controlAfter(current)?.focus();
      }
    };
  }, []);
  return (
    <div
      ref={note}
      className="jp-AutogradeHint"
      role="note"
      aria-label={trans.__('Hint')}
    >
      <p>{sentence(id, trans)}</p>
      <Button onClick={props.onClose}>{trans.__('Got it')}</Button>
    </div>
  );
}

/** What the Tab key reaches next in the same panel. */
function controlAfter(note: HTMLElement): HTMLElement | undefined {
  const panel = note.closest('.lm-Widget') ?? note.ownerDocument.body;
  return focusable(panel).find(
    control =>
      note.compareDocumentPosition(control) === Node.DOCUMENT_POSITION_FOLLOWING
  );
}

function sentence(id: HintId, trans: TranslationBundle): string {
  switch (id) {
    case 'student':
      return trans.__(
        'Fetch brings the files of an assignment into your home. Submit, here or in the toolbar of the notebook, hands them in; your score appears beside it by itself.'
      );
    case 'staff':
      return trans.__(
        'Home says what waits for you. In every table the arrow keys walk from row to row, and manual grading needs no mouse.'
      );
    case 'instructor':
      return trans.__(
        'To make an assignment, open the notebook with your solution and use Release in its toolbar. Nothing is shown to students before you have seen a report of it.'
      );
  }
}
