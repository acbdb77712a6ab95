import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { IServiceClient } from '../api/client';
import type { StreamState } from '../api/local';
import type { ServiceEvent } from '../api/schemas';
import type { ILiveEvents, IOutboxEvent, IServiceEvent } from './live-events';

/** Seconds that the service may hold a question. */
const WAIT = 10;

/** Milliseconds before the next try, after the first failure and at most. */
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 60_000;

/** Asks the service for events, one long question after the other: for its own page. */
export class PolledEvents implements ILiveEvents, IDisposable {
  constructor(private readonly _client: IServiceClient) {}

  get connection(): StreamState {
    return this._connection;
  }

  get connectionChanged(): ISignal<this, StreamState> {
    return this._connectionChanged;
  }

  get serviceEvent(): ISignal<this, IServiceEvent> {
    return this._serviceEvent;
  }

  /** There is no outbox behind a page of the service. */
  get outboxChanged(): ISignal<this, IOutboxEvent> {
    return this._outboxChanged;
  }

  get refreshWanted(): ISignal<this, void> {
    return this._refreshWanted;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Ask until disposed. Never rejects. */
  async run(): Promise<void> {
    let after: number | undefined;
    let pause = FIRST_PAUSE;
    while (!this._isDisposed) {
      try {
        const page = await this._client.events({ after, wait: WAIT });
        after = page.last_id;
        pause = FIRST_PAUSE;
        this._setConnection('poll');
        page.events.forEach(event => this._serviceEvent.emit(complete(event)));
      } catch {
        this._setConnection('down');
        await new Promise(resolve => setTimeout(resolve, pause));
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      }
    }
  }

  /** Say that something may have been missed. */
  askForRefresh(): void {
    this._refreshWanted.emit();
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      Signal.clearData(this);
    }
  }

  private _setConnection(state: StreamState): void {
    if (state !== this._connection) {
      const wasDown = this._connection === 'down';
      this._connection = state;
      this._connectionChanged.emit(state);
      if (wasDown) {
        this._refreshWanted.emit();
      }
    }
  }

  private _connection: StreamState = 'poll';
  private _isDisposed = false;
  private readonly _connectionChanged = new Signal<this, StreamState>(this);
  private readonly _serviceEvent = new Signal<this, IServiceEvent>(this);
  private readonly _outboxChanged = new Signal<this, IOutboxEvent>(this);
  private readonly _refreshWanted = new Signal<this, void>(this);
}

/** An event with every key that it may leave out. */
function complete(event: ServiceEvent): IServiceEvent {
  return {
    type: event.type,
    at: event.at,
    course_id: event.course_id ?? null,
    assignment_id: event.assignment_id ?? null,
    user: event.user ?? null,
    data: event.data ?? {}
  };
}
