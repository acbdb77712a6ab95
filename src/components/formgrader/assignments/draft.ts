import { useEffect, useState } from 'react';
import {
  beginDraft,
  followSaved,
  isTyped,
  settleDraft,
  type Drafts,
  type ISettled
} from '../../../drafts';

/** The fields of a form, and what becomes of them. */
export interface IFormDraft<T extends object> {
  readonly typed: T;
  /** What the service has. */
  readonly saved: T;
  /** Something was typed that is not saved. */
  readonly changed: boolean;
  /** Somebody else has changed what was typed in here. */
  readonly overtaken: boolean;
  type(part: Partial<T>): void;
  /** Have in the fields what is saved. */
  discard(): void;
  /** Send what was typed; `how` says whether it was taken. */
  send(how: () => Promise<boolean>): void;
}

/** What is typed in a form: kept while it is not shown, and never in the way of what others save. */
export function useDraft<T extends object>(
  drafts: Drafts,
  form: string,
  saved: T
): IFormDraft<T> {
  const [held, setHeld] = useState(
    () => drafts.get<T>(form) ?? beginDraft(saved)
  );
  const draft = followSaved(held, saved);
  if (draft !== held) {
    setHeld(draft);
  }
  useEffect(() => drafts.keep(form, draft), [drafts, form, draft]);
  useEffect(() => {
    const onSettled = (_: Drafts, settled: ISettled): void => {
      if (settled.form === form) {
        // What was sent of this form, by it or by the one that was shown before it.
        setHeld(now => settleDraft(now, settled.sent as T));
      }
    };
    drafts.settled.connect(onSettled);
    return () => void drafts.settled.disconnect(onSettled);
  }, [drafts, form]);
  const { overtaken, typed } = draft;
  const changed = isTyped(draft);
  const send = async (how: () => Promise<boolean>): Promise<void> => {
    if (await how()) {
      drafts.settle(form, typed);
    }
  };
  return {
    typed,
    saved: draft.seen,
    changed,
    overtaken: overtaken && changed,
    type: part =>
      setHeld(now => ({ ...now, typed: { ...now.typed, ...part } })),
    discard: () => setHeld(now => beginDraft(now.seen)),
    send: how => void send(how)
  };
}
