import type { ISignal } from '@lumino/signaling';
import type { EventType } from '../api/schemas';
import type { StreamState } from '../api/local';

/** A fact of the service, as `service_event` relays it. */
export interface IServiceEvent {
  type: EventType;
  at: string;
  course_id: string | null;
  assignment_id: string | null;
  /** Whose submission it is about; null = the whole course. */
  user: string | null;
  data: IServiceEventData;
}

/** Keys that events carry; which ones depends on the type. */
export interface IServiceEventData {
  submission_id?: string;
  attempt?: number;
  state?: string;
  score?: number;
  max_score?: number;
  job_id?: string;
  /** Place in the queue, 1 = the next. */
  position?: number;
  /** When the result is expected; null while nobody grades. */
  eta?: string | null;
  version_id?: string;
  /** Of a request about a grade. */
  request_id?: string;
  /** Who did it, where the event is about somebody else. */
  by?: string;
  number?: number;
  version?: number;
  name?: string;
}

/** A submission on the user's disk changed its state. */
export interface IOutboxEvent {
  id: string;
  assignment_id: string;
  notebook: string;
  state: string;
  submission_id?: string;
  attempt?: number;
  message: string;
}

/**
 * What the server pushes. Pushes say *that* something changed; what is true is asked of the server.
 */
export interface ILiveEvents {
  /** How the service is heard: by stream, by long poll, or not at all. */
  readonly connection: StreamState;

  readonly connectionChanged: ISignal<ILiveEvents, StreamState>;

  readonly serviceEvent: ISignal<ILiveEvents, IServiceEvent>;

  readonly outboxChanged: ISignal<ILiveEvents, IOutboxEvent>;

  /** Pushes may have been missed: the page was away, or the connection was. Ask the server again. */
  readonly refreshWanted: ISignal<ILiveEvents, void>;
}
