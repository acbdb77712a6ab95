import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { StreamState } from '../api/local';
import type { ILiveEvents, IOutboxEvent, IServiceEvent } from './live-events';

/** An event of the service as it comes: it may leave out what it is not about. */
export type Happened = Pick<IServiceEvent, 'type' | 'at'> & {
  [K in 'course_id' | 'assignment_id' | 'user' | 'data']?:
    IServiceEvent[K] | null;
};

/** The signals of live events and the state of the connection; a subclass knows where they come from. */
export abstract class LiveSignals implements ILiveEvents, IDisposable {
  get connection(): StreamState {
    return this._connection;
  }

  get connectionChanged(): ISignal<this, StreamState> {
    return this._connectionChanged;
  }

  get serviceEvent(): ISignal<this, IServiceEvent> {
    return this._serviceEvent;
  }

  get outboxChanged(): ISignal<this, IOutboxEvent> {
    return this._outboxChanged;
  }

  get refreshWanted(): ISignal<this, void> {
    return this._refreshWanted;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Say that pushes may have been missed. */
  askForRefresh(): void {
    this._refreshWanted.emit();
  }

  /** Take the state of the connection; one that is back may have missed events. */
  setConnection(state: StreamState): void {
    if (state === this._connection) {
      return;
    }
    const wasDown = this._connection === 'down';
    this._connection = state;
    this._connectionChanged.emit(state);
    if (wasDown) {
      this._refreshWanted.emit();
    }
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      Signal.clearData(this);
    }
  }

  /** Hand on a fact of the service. */
  protected serviceEventCame(event: Happened): void {
    this._serviceEvent.emit({
      type: event.type,
      at: event.at,
      course_id: event.course_id ?? null,
      assignment_id: event.assignment_id ?? null,
      user: event.user ?? null,
      data: event.data ?? {}
    });
  }

  /** Hand on that a submission on the disk changed its state. */
  protected outboxEventCame(event: IOutboxEvent): void {
    this._outboxChanged.emit(event);
  }

  private _connection: StreamState = 'sse';
  private _isDisposed = false;
  private readonly _connectionChanged = new Signal<this, StreamState>(this);
  private readonly _serviceEvent = new Signal<this, IServiceEvent>(this);
  private readonly _outboxChanged = new Signal<this, IOutboxEvent>(this);
  private readonly _refreshWanted = new Signal<this, void>(this);
}
