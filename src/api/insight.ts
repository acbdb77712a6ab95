import type { AssignmentInsight, FoundWorks } from './schemas';
import type { Transport } from './transport';

/** Which newest attempts are meant: those that fail a test, or have raised an error. */
export type IWorkQuery =
  { notebook: string; question: string; test: string } | { error: string };

/** The service's API for how an assignment went. */
export interface IInsightClient {
  of(assignmentId: string): Promise<AssignmentInsight>;
  /** Newest attempts that fail a test, or have raised an error. */
  works(assignmentId: string, query: IWorkQuery): Promise<FoundWorks>;
}

/** A function an endpoint. */
export class InsightClient implements IInsightClient {
  constructor(private readonly _send: Transport) {}

  of(assignmentId: string): Promise<AssignmentInsight> {
    return this._send(insightPath(assignmentId));
  }

  works(assignmentId: string, query: IWorkQuery): Promise<FoundWorks> {
    // An empty name is that of an address which names none.
    const named = Object.entries(query).filter(([, name]) => name !== '');
    return this._send(`${insightPath(assignmentId)}/submissions`, {
      query: Object.fromEntries(named)
    });
  }
}

function insightPath(assignmentId: string): string {
  return `v1/assignments/${encodeURIComponent(assignmentId)}/insight`;
}
