import { Signal, type ISignal } from '@lumino/signaling';

/** The fields of a form while somebody types, and others may change what is saved. */
export interface IDraft<T extends object> {
  /** What stands in the fields. */
  readonly typed: T;
  /** What the service had when that was last looked at. */
  readonly seen: T;
  /** Somebody else has changed a field that was typed in here as well. */
  readonly overtaken: boolean;
}

export function beginDraft<T extends object>(saved: T): IDraft<T> {
  return { typed: saved, seen: saved, overtaken: false };
}

/** Whether something was typed that is not saved. */
export function isTyped<T extends object>({ seen, typed }: IDraft<T>): boolean {
  return !same(seen, typed);
}

/** Take over what is saved now, in fields that nobody has typed in. The same object when nothing was changed. */
export function followSaved<T extends object>(
  draft: IDraft<T>,
  saved: T
): IDraft<T> {
  const { seen, typed } = draft;
  if (same(seen, saved)) {
    return draft;
  }
  const next = { ...saved };
  let { overtaken } = draft;
  for (const field of fields(saved)) {
    if (!same(typed[field], seen[field])) {
      next[field] = typed[field];
      const moved = !same(seen[field], saved[field]);
      overtaken ||= moved && !same(typed[field], saved[field]);
    }
  }
  return { typed: next, seen: saved, overtaken };
}

/** What was sent is saved: only what was typed since then is still to be. */
export function settleDraft<T extends object>(
  { seen, typed }: IDraft<T>,
  sent: T
): IDraft<T> {
  const next = { ...typed };
  for (const field of fields(typed)) {
    if (same(typed[field], sent[field])) {
      next[field] = seen[field];
    }
  }
  return { typed: next, seen, overtaken: false };
}

/** What was typed in a form and is saved now. */
export interface ISettled {
  readonly form: string;
  readonly sent: object;
}

/** What was typed and is not saved yet, by form: it is still there when another assignment was looked at meanwhile. */
export class Drafts {
  get<T extends object>(form: string): IDraft<T> | null {
    // Who asks for a form has kept it, with fields of the same kind.
    return (this._drafts.get(form) as IDraft<T> | undefined) ?? null;
  }

  /** Keep a draft as long as there is something in it. */
  keep<T extends object>(form: string, draft: IDraft<T>): void {
    if (isTyped(draft)) {
      this._drafts.set(form, draft);
    } else {
      this._drafts.delete(form);
    }
  }

  /** As `settleDraft`, also where the form is not shown any more. */
  settle<T extends object>(form: string, sent: T): void {
    const draft = this.get<T>(form);
    if (draft) {
      this.keep(form, settleDraft(draft, sent));
    }
    this._settled.emit({ form, sent });
  }

  /** What was typed in a form was saved: who shows the form has a draft of its own, and may not be who sent it. */
  get settled(): ISignal<this, ISettled> {
    return this._settled;
  }

  private readonly _settled = new Signal<this, ISettled>(this);
  private readonly _drafts = new Map<string, IDraft<object>>();
}

function fields<T extends object>(of: T): (keyof T)[] {
  return Object.keys(of) as (keyof T)[];
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
