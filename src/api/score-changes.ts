import type {
  RegradeRequest,
  ScoreChange,
  ScoreChangePreview,
  VoidRequest
} from './schemas';
import type { Transport } from './transport';

/** Which of previewed scores are made to count. */
export type Which = 'all' | 'up';

/** The service's API for regrades, voided tests and changes of a rubric: nothing counts before it is applied. */
export interface IScoreChangesClient {
  /** Those of an assignment, the newest first; for staff. */
  list(assignmentId: string): Promise<ScoreChange[]>;
  /** What a change makes of each submission. */
  preview(changeId: string): Promise<ScoreChangePreview>;
  /** Grade again. */
  startRegrade(
    assignmentId: string,
    request: RegradeRequest
  ): Promise<ScoreChange>;
  /** Propose that a test does not count. */
  proposeVoid(assignmentId: string, request: VoidRequest): Promise<ScoreChange>;
  apply(changeId: string, which: Which): Promise<ScoreChangePreview>;
  discard(changeId: string): Promise<ScoreChange>;
}

const id = encodeURIComponent;

/** A function an endpoint. */
export class ScoreChangesClient implements IScoreChangesClient {
  constructor(private readonly _send: Transport) {}

  list(assignmentId: string): Promise<ScoreChange[]> {
    return this._send(`v1/assignments/${id(assignmentId)}/score-changes`);
  }

  preview(changeId: string): Promise<ScoreChangePreview> {
    return this._send(`v1/score-changes/${id(changeId)}`);
  }

  startRegrade(
    assignmentId: string,
    request: RegradeRequest
  ): Promise<ScoreChange> {
    return this._post(`assignments/${id(assignmentId)}/regrades`, request);
  }

  proposeVoid(
    assignmentId: string,
    request: VoidRequest
  ): Promise<ScoreChange> {
    return this._post(`assignments/${id(assignmentId)}/voids`, request);
  }

  apply(changeId: string, which: Which): Promise<ScoreChangePreview> {
    return this._post(`score-changes/${id(changeId)}/apply`, { which });
  }

  discard(changeId: string): Promise<ScoreChange> {
    return this._post(`score-changes/${id(changeId)}/discard`, {});
  }

  private _post<T>(path: string, body: unknown): Promise<T> {
    return this._send(`v1/${path}`, { method: 'POST', body });
  }
}
