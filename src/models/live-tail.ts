import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { IServiceClient } from '../api/client';
import type { LiveNotebook, LiveTail } from '../api/schemas';
import { Refresher } from './refresher';

/** The last cells of one notebook. */
export class LiveTailModel implements IDisposable {
  constructor(private readonly _client: IServiceClient) {}

  /** null = nothing is shown. */
  get notebook(): LiveNotebook | null {
    return this._notebook;
  }

  /** Those of an earlier save until the newest have come; null before the first answer. */
  get tail(): LiveTail | null {
    return this._tail;
  }

  /** Why the last question got no answer; null when it did. */
  get error(): unknown {
    return this._error;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Show a notebook of a course; its cells are asked for again when it has been saved since. */
  show(courseId: string | null, notebook: LiveNotebook | null): void {
    const before = this._notebook;
    const same = courseId === this._courseId && isSame(before, notebook);
    this._courseId = courseId;
    this._notebook = notebook;
    if (!same || !notebook?.has_tail) {
      this._tail = null;
      this._error = null;
    }
    this._changed.emit();
    const newer =
      before?.saved_at !== notebook?.saved_at ||
      before?.has_tail !== notebook?.has_tail;
    if (!same || newer) {
      void this.refresh();
    }
  }

  /** Ask the service. Never rejects: an error is kept in `error`. */
  refresh(): Promise<void> {
    return this._refresher.refresh();
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      Signal.clearData(this);
    }
  }

  private async _load(): Promise<void> {
    const courseId = this._courseId;
    const asked = this._notebook;
    if (!asked?.has_tail || courseId === null) {
      return;
    }
    let tail: LiveTail | null = null;
    let error: unknown = null;
    try {
      tail = await this._client.liveTail(courseId, asked.user, asked.path);
    } catch (reason) {
      error = reason;
    }
    if (courseId === this._courseId && isSame(asked, this._notebook)) {
      this._tail = tail ?? this._tail;
      this._error = error;
      this._changed.emit();
    }
  }

  private readonly _refresher = new Refresher(() => this._load());
  private readonly _changed = new Signal<this, void>(this);
  private _courseId: string | null = null;
  private _notebook: LiveNotebook | null = null;
  private _tail: LiveTail | null = null;
  private _error: unknown = null;
  private _isDisposed = false;
}

function isSame(a: LiveNotebook | null, b: LiveNotebook | null): boolean {
  return a?.user === b?.user && a?.path === b?.path;
}
