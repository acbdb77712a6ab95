import type { StreamState } from '../api/local';
import type { IOutboxEvent } from './live-events';
import { LiveSignals, type Happened } from './live-signals';

const PREFIX = 'https://events.jupyter.org/jupyter_autograde/';

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
export class JupyterEvents extends LiveSignals {
  constructor(private readonly _emissions: IEmissions) {
    super();
    _emissions.connect(this._onEmission);
  }

  dispose(): void {
    this._emissions.disconnect(this._onEmission);
    super.dispose();
  }

  private readonly _onEmission = (_: unknown, emission: IEmission): void => {
    if (!emission.schema_id.startsWith(PREFIX)) {
      return;
    }
    const name = emission.schema_id.slice(PREFIX.length).split('/')[0];
    // The server validates what it emits against the schema of this id.
    switch (name) {
      case 'service_event':
        this.serviceEventCame(emission as IEmission & Happened);
        break;
      case 'outbox_changed':
        this.outboxEventCame(emission as IEmission & IOutboxEvent);
        break;
      case 'connection_changed':
        this.setConnection(
          (emission as IEmission & { state: StreamState }).state
        );
        break;
    }
  };
}
