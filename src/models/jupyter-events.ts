import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { StreamState } from '../api/local';
import type { ILiveEvents, IOutboxEvent, IServiceEvent } from './live-events';

const PREFIX = 'https://events.jupyter.org/jupyter_autograde/';

/** Keys that an event has in any case. */
type IHappened = Pick<IServiceEvent, 'type' | 'at' | 'data'>;

/** Keys that an event may leave out. */
const ABOUT_NOTHING = { course_id: null, assignment_id: null, user: null };

/** What a Jupyter event looks like; the rest of its keys depend on the schema. */
export interface IEmission {
  schema_id: string;
}

/** Jupyter's event stream, as far as it is needed. */
export interface IEmissions {
  connect(slot: (sender: unknown, emission: IEmission) => void): boolean;
  disconnect(slot: (sender: unknown, emission: IEmission) => void): boolean;
}

/** Picks our events out of `serviceManager.events.stream`. */
export class JupyterEvents implements ILiveEvents, IDisposable {
  constructor(private readonly _emissions: IEmissions) {
    _emissions.connect(this._onEmission);
  }

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

  /** Take the state that the server answered; a connection that is back may have missed events. */
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
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._emissions.disconnect(this._onEmission);
    Signal.clearData(this);
  }

  private readonly _onEmission = (_: unknown, emission: IEmission): void => {
    if (!emission.schema_id.startsWith(PREFIX)) {
      return;
    }
    const name = emission.schema_id.slice(PREFIX.length).split('/')[0];
    // The server validates what it emits against the schema of this id.
    switch (name) {
      case 'service_event':
        this._serviceEvent.emit({
          ...ABOUT_NOTHING,
          ...(emission as IEmission & Partial<IServiceEvent> & IHappened)
        });
        break;
      case 'outbox_changed':
        this._outboxChanged.emit(emission as IEmission & IOutboxEvent);
        break;
      case 'connection_changed':
        this.setConnection(
          (emission as IEmission & { state: StreamState }).state
        );
        break;
    }
  };

  private _connection: StreamState = 'sse';
  private _isDisposed = false;
  private readonly _connectionChanged = new Signal<this, StreamState>(this);
  private readonly _serviceEvent = new Signal<this, IServiceEvent>(this);
  private readonly _outboxChanged = new Signal<this, IOutboxEvent>(this);
  private readonly _refreshWanted = new Signal<this, void>(this);
}
