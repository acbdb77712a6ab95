import type { ReceiptKey } from './schemas';
import type { Transport } from './transport';

/** What became of something since an attempt. */
export type Change = 'changed' | 'added' | 'removed';

/** A line of a cell: only in the attempt (`removed`), only now (`added`), in both, or some of both left out. */
export interface IComparedLine {
  change: 'same' | 'added' | 'removed' | 'gap';
  text: string;
}

/** A cell that is not as it was handed in. */
export interface IComparedCell {
  change: Change;
  cell_type: string;
  /** Its place in the notebook as it is now, or was where it is gone. */
  number: number;
  lines: IComparedLine[];
}

/** A notebook that is not as it was handed in; its path is relative to the assignment's folder. */
export interface IComparedNotebook {
  path: string;
  change: Change;
  cells: IComparedCell[];
  /** Why its cells can't be compared; empty when they are. */
  note: string;
}

/** What has changed since an attempt was handed in. */
export interface IComparison {
  submission_id: string;
  assignment: string;
  attempt: number;
  submitted_at: string;
  notebooks: IComparedNotebook[];
  /** Other files; paths are relative to the assignment's folder. */
  files: { path: string; change: Change }[];
  /** There is more than is shown. */
  truncated: boolean;
}

/** What putting an attempt back did; paths are relative to the server's root, those of `written` to `folder`. */
export interface IRestored {
  folder: string;
  notebooks: string[];
  attempt: number;
  written: string[];
  /** Folder with the files as they were before, when there is one. */
  backup: string | null;
}

/** Something that was noticed about work that is to be handed in. */
export interface IFinding {
  /** Stable name: of what was noticed, or of the error that Submit would give. */
  code: string;
  /** Submit would be refused. */
  blocks: boolean;
  message: string;
  /** `names`: the questions or files that it is about. */
  details: Record<string, unknown>;
}

/** What would be handed in, and what was noticed about it. */
export interface IWorkCheck {
  findings: IFinding[];
  files: number;
  /** Bytes of all files. */
  size: number;
  /** Whether the service could be asked; without it some things are not known. */
  asked: boolean;
}

/** A cell as it came with the assignment. */
export interface IReleasedCell {
  cell_type: string;
  source: string;
}

/** What fetching a solution wrote; paths are relative to the server's root. */
export interface IFetchedSolution {
  folder: string;
  notebooks: string[];
  /** Folder of an earlier solution that the student had changed. */
  kept: string | null;
}

/** The server extension's routes for a student's own work. */
export interface IOwnWorkClient {
  compare(submissionId: string): Promise<IComparison>;
  /** Put an attempt back; what it replaces is kept in a folder of its own. */
  restore(submissionId: string): Promise<IRestored>;
  /** The keys that receipts are checked with. */
  receiptKeys(): Promise<ReceiptKey[]>;
  /** Look at the work as Submit would; `path` is that of a notebook of the assignment. */
  check(path: string): Promise<IWorkCheck>;
  releasedCell(path: string, cellId: string): Promise<IReleasedCell>;
  /** Bring the solution of an assignment into a folder beside the user's own work. */
  fetchSolution(assignmentId: string): Promise<IFetchedSolution>;
}

/** Bundles travel between server and service meanwhile, so these may take longer. */
const TRANSFER_TIMEOUT = 120_000;

/** A function an endpoint. */
export class OwnWorkClient implements IOwnWorkClient {
  constructor(private readonly _send: Transport) {}

  compare(submissionId: string): Promise<IComparison> {
    return this._send(
      `local/attempts/${encodeURIComponent(submissionId)}/comparison`,
      { timeout: TRANSFER_TIMEOUT }
    );
  }

  restore(submissionId: string): Promise<IRestored> {
    return this._send('local/restore', {
      method: 'POST',
      body: { submission_id: submissionId },
      timeout: TRANSFER_TIMEOUT
    });
  }

  receiptKeys(): Promise<ReceiptKey[]> {
    return this._send('v1/keys');
  }

  check(path: string): Promise<IWorkCheck> {
    return this._send('local/check', {
      method: 'POST',
      body: { path },
      timeout: TRANSFER_TIMEOUT
    });
  }

  releasedCell(path: string, cellId: string): Promise<IReleasedCell> {
    return this._send('local/released-cell', { query: { path, cell: cellId } });
  }

  fetchSolution(assignmentId: string): Promise<IFetchedSolution> {
    return this._send('local/solution', {
      method: 'POST',
      body: { assignment_id: assignmentId },
      timeout: TRANSFER_TIMEOUT
    });
  }
}
