import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { ILiveEvents, IServiceEvent } from './live-events';
import { Refresher } from './refresher';

/** Something that the service has: asked for again as soon as that may be another. */
export abstract class FollowedModel implements IDisposable {
  constructor(live: ILiveEvents) {
    live.serviceEvent.connect(this._onServiceEvent, this);
    live.refreshWanted.connect(this._onRefreshWanted, this);
  }

  /** Why the last question to the service, or what was asked of it, came to nothing; null when it did not. */
  get error(): unknown {
    return this.fault;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
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

  /** Ask, and keep the answer. Rejects with ApiError. */
  protected abstract load(): Promise<void>;

  /** Whether what has happened may have changed it. */
  protected abstract concerns(event: IServiceEvent): boolean;

  protected tell(): void {
    this._changed.emit();
  }

  protected fault: unknown = null;

  private async _load(): Promise<void> {
    try {
      await this.load();
      this.fault = null;
    } catch (reason) {
      this.fault = reason;
    }
    this.tell();
  }

  private _onServiceEvent(_: ILiveEvents, event: IServiceEvent): void {
    if (this.concerns(event)) {
      void this.refresh();
    }
  }

  private _onRefreshWanted(): void {
    void this.refresh();
  }

  private readonly _refresher = new Refresher(() => this._load());
  private readonly _changed = new Signal<this, void>(this);
  private _isDisposed = false;
}
