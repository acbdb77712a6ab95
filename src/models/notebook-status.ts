import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { IAutogradeClient } from '../api/client';
import type { INotebookInfo } from '../api/local';
import type { ILiveEvents, IOutboxEvent, IServiceEvent } from './live-events';
import { Refresher } from './refresher';
import { isUnsettled, statusOf, type NotebookStatus } from './status';

/** Milliseconds between questions while something is under way, should a push get lost. */
const BACKSTOP = 20_000;

/** What one open notebook is to Autograde. All state is the server's. */
export class NotebookStatusModel implements IDisposable {
  constructor(options: NotebookStatusModel.IOptions) {
    this._client = options.client;
    this._live = options.live;
    this._path = options.path;
    this._live.serviceEvent.connect(this._onServiceEvent, this);
    this._live.outboxChanged.connect(this._onOutboxChanged, this);
    this._live.refreshWanted.connect(this._onRefreshWanted, this);
  }

  /** Path of the notebook, relative to the server's root. */
  get path(): string {
    return this._path;
  }

  set path(path: string) {
    if (path !== this._path) {
      this._path = path;
      this._info = null;
      this._changed.emit();
      void this.refresh();
    }
  }

  /** What the server said last; null before its first answer. */
  get info(): INotebookInfo | null {
    return this._info;
  }

  /** Why the last question got no answer; null when it did. `info` is then out of date. */
  get error(): unknown {
    return this._error;
  }

  get status(): NotebookStatus {
    return statusOf(this._info);
  }

  /** What is under way because of a click; null when nothing is. */
  get busy(): NotebookStatusModel.Busy | null {
    return this._busy;
  }

  get canFetch(): boolean {
    return this._info?.can.fetch ?? false;
  }

  get canSubmit(): boolean {
    return this._info?.can.submit ?? false;
  }

  /** The assignment takes no more submissions. */
  get isClosed(): boolean {
    return this._info?.assignment?.state === 'closed';
  }

  get canRelease(): boolean {
    return this._info?.can.release ?? false;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Ask the server. Never rejects: an error is kept in `error`. */
  refresh(): Promise<void> {
    return this._refresher.refresh();
  }

  /** Forget a submission that the service refused. */
  async forget(outboxId: string): Promise<void> {
    await this._client.forget(outboxId);
    await this.refresh();
  }

  /** Run `work` while `busy` says so, then ask the server what is true, unless the work can't have changed it. */
  async during<T>(
    busy: NotebookStatusModel.Busy,
    work: () => Promise<T>
  ): Promise<T> {
    this._busy = busy;
    this._changed.emit();
    try {
      return await work();
    } finally {
      if (busy !== 'check') {
        // Only then: what is known until now is from before the work, or from its middle.
        await this.refresh();
      }
      this._busy = null;
      this._changed.emit();
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    clearTimeout(this._backstop);
    Signal.clearData(this);
  }

  private async _load(): Promise<void> {
    const path = this._path;
    try {
      const info = await this._client.notebook(path);
      if (path === this._path) {
        this._info = info;
        this._error = null;
      }
    } catch (reason) {
      this._error = reason;
    }
    if (this._isDisposed) {
      return;
    }
    clearTimeout(this._backstop);
    if (isUnsettled(this.status)) {
      this._backstop = setTimeout(() => void this.refresh(), BACKSTOP);
    }
    this._changed.emit();
  }

  private _onServiceEvent(_: ILiveEvents, event: IServiceEvent): void {
    if (this._isAboutMe(event)) {
      void this.refresh();
    }
  }

  private _isAboutMe(event: IServiceEvent): boolean {
    if (!this._info?.assignment) {
      return false;
    }
    const { assignment, role, submission } = this._info;
    if (event.type === 'live_changed' || event.type === 'course_changed') {
      return event.course_id === assignment.course_id;
    }
    if (
      event.assignment_id !== assignment.id ||
      event.type === 'notebook_saved'
    ) {
      return false;
    }
    // Staff hear of every student's submission: a deadline would flood them.
    return (
      event.user === null ||
      role === 'student' ||
      event.user === submission?.user
    );
  }

  private _onOutboxChanged(_: ILiveEvents, event: IOutboxEvent): void {
    if (
      event.notebook === this._path ||
      event.assignment_id === this._info?.assignment?.id
    ) {
      void this.refresh();
    }
  }

  private _onRefreshWanted(): void {
    void this.refresh();
  }

  private readonly _client: IAutogradeClient;
  private readonly _live: ILiveEvents;
  private readonly _refresher = new Refresher(() => this._load());
  private readonly _changed = new Signal<this, void>(this);
  private _path: string;
  private _backstop: ReturnType<typeof setTimeout> | undefined;
  private _info: INotebookInfo | null = null;
  private _error: unknown = null;
  private _busy: NotebookStatusModel.Busy | null = null;
  private _isDisposed = false;
}

export namespace NotebookStatusModel {
  /** A click's work. */
  export type Busy = 'check' | 'submit' | 'fetch' | 'release';

  export interface IOptions {
    client: IAutogradeClient;
    live: ILiveEvents;
    path: string;
  }
}
