import type { AssignmentInsight } from './schemas';
import type { Transport } from './transport';

/** The service's API for how an assignment went. */
export interface IInsightClient {
  of(assignmentId: string): Promise<AssignmentInsight>;
}

/** A function an endpoint. */
export class InsightClient implements IInsightClient {
  constructor(private readonly _send: Transport) {}

  of(assignmentId: string): Promise<AssignmentInsight> {
    return this._send(
      `v1/assignments/${encodeURIComponent(assignmentId)}/insight`
    );
  }
}
