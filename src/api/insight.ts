import type {
  AssignmentInsight,
  AssignmentVersion,
  RegradeRequest,
  ScoreChange,
  VoidRequest
} from './schemas';
import type { IRequest, Transport } from './transport';

/** The service's API for how an assignment went, and for correcting its tests. */
export interface IInsightClient {
  of(assignmentId: string): Promise<AssignmentInsight>;
  /** Newest first; for staff. */
  versions(assignmentId: string): Promise<AssignmentVersion[]>;
  /** Regrades and voided tests, newest first. */
  changes(assignmentId: string): Promise<ScoreChange[]>;
  /** Propose to void a test; nothing counts otherwise yet. */
  proposeVoid(assignmentId: string, request: VoidRequest): Promise<ScoreChange>;
  /** Grade again, without changing a score yet. */
  startRegrade(
    assignmentId: string,
    request: RegradeRequest
  ): Promise<ScoreChange>;
}

/** A function an endpoint. */
export class InsightClient implements IInsightClient {
  constructor(private readonly _transport: Transport) {}

  of(assignmentId: string): Promise<AssignmentInsight> {
    return this._send(assignmentId, 'insight');
  }

  versions(assignmentId: string): Promise<AssignmentVersion[]> {
    return this._send(assignmentId, 'versions');
  }

  changes(assignmentId: string): Promise<ScoreChange[]> {
    return this._send(assignmentId, 'score-changes');
  }

  proposeVoid(
    assignmentId: string,
    request: VoidRequest
  ): Promise<ScoreChange> {
    return this._send(assignmentId, 'voids', { method: 'POST', body: request });
  }

  startRegrade(
    assignmentId: string,
    request: RegradeRequest
  ): Promise<ScoreChange> {
    return this._send(assignmentId, 'regrades', {
      method: 'POST',
      body: request
    });
  }

  private _send<T>(
    assignmentId: string,
    path: string,
    request?: IRequest
  ): Promise<T> {
    return this._transport(
      `v1/assignments/${encodeURIComponent(assignmentId)}/${path}`,
      request
    );
  }
}
