import type {
  IComparison,
  IFetchedSolution,
  IOwnWorkClient,
  IReleasedCell,
  IRestored,
  IWorkCheck
} from '../api/own-work';
import type { ReceiptKey } from '../api/schemas';
import type { Answer } from './fake-gradebook';
import { TIME } from './samples';

/** What has changed in one line since the second attempt. */
export function comparison(change: Partial<IComparison> = {}): IComparison {
  return {
    submission_id: 'S2',
    assignment: 'lab1',
    attempt: 2,
    submitted_at: TIME,
    notebooks: [
      {
        path: 'lab1.ipynb',
        change: 'changed',
        note: '',
        cells: [
          {
            change: 'changed',
            cell_type: 'code',
            number: 3,
            lines: [
              { change: 'removed', text: 'x = 1' },
              { change: 'added', text: 'x = 2' },
              { change: 'gap', text: '' }
            ]
          }
        ]
      }
    ],
    files: [{ path: 'notes.txt', change: 'added' }],
    truncated: false,
    ...change
  };
}

/** The user's files in memory. */
export class FakeOwnWork implements IOwnWorkClient {
  constructor(private readonly _answer: Answer) {}

  compared: IComparison = comparison();
  restored: IRestored = {
    folder: 'cs1/lab1',
    notebooks: ['cs1/lab1/lab1.ipynb'],
    attempt: 1,
    written: ['lab1.ipynb'],
    backup: 'cs1/lab1/autograde-backup-1'
  };

  checked: IWorkCheck = { findings: [], files: 2, size: 2048, asked: true };
  cell: IReleasedCell = { cell_type: 'code', source: 'x = ...' };

  solution: IFetchedSolution = {
    folder: 'cs1/lab1/solution',
    notebooks: ['cs1/lab1/solution/lab1.ipynb'],
    kept: null
  };

  fetchSolution(assignmentId: string): Promise<IFetchedSolution> {
    return this._answer(`fetchSolution ${assignmentId}`, this.solution);
  }

  check(path: string): Promise<IWorkCheck> {
    return this._answer(`check ${path}`, this.checked);
  }

  releasedCell(path: string, cellId: string): Promise<IReleasedCell> {
    return this._answer(`released ${cellId}`, this.cell);
  }

  compare(submissionId: string): Promise<IComparison> {
    return this._answer(`compare ${submissionId}`, this.compared);
  }

  restore(submissionId: string): Promise<IRestored> {
    return this._answer(`restore ${submissionId}`, this.restored);
  }

  receiptKeys(): Promise<ReceiptKey[]> {
    return this._answer('receiptKeys', [
      {
        key_id: 'K1',
        algorithm: 'Ed25519',
        public_key: 'PUBLIC',
        created_at: TIME
      }
    ]);
  }
}
