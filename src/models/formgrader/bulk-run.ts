import type { ISubmissionRow } from '../../submission-rows';
import { rest } from '../rest';

/** What is done with many submissions. */
export type BulkKind = 'grade' | 'release' | 'withhold';

/** A submission with which it was not done, and why. */
export interface IRefused {
  row: ISubmissionRow;
  /** An error, or the name of a reason that is none. */
  reason: unknown;
}

/** What became of some of them: the refused, with the others it is done; null: it was stopped before anything was. */
export type Batch = (
  assignmentId: string,
  rows: readonly ISubmissionRow[],
  run: BulkRun
) => Promise<IRefused[] | null>;

/** Submissions of one request: small enough for progress to be seen, and for the database to do other things between. */
const BATCH = 100;

/** Something done with many submissions, batch by batch: how far it is, what was refused; it can be stopped. */
export class BulkRun {
  constructor(
    readonly kind: BulkKind,
    private readonly _rows: readonly ISubmissionRow[],
    private readonly _tell: () => void
  ) {}

  get total(): number {
    return this._rows.length;
  }

  /** With how many something was done, or tried. */
  get tried(): number {
    return this._tried;
  }

  get refused(): readonly IRefused[] {
    return this._refused;
  }

  /** Why it ended early; null when it did not, or because somebody stopped it. */
  get fault(): unknown {
    return this._fault;
  }

  get running(): boolean {
    return this._running;
  }

  get stopped(): boolean {
    return this._stop.signal.aborted;
  }

  /** With how many it is done in the end, after what was begun has ended: of gradings, those that gave a grade. */
  get ended(): number {
    return this._ended.size;
  }

  /** Of `ended`, those that failed. */
  get failed(): number {
    return [...this._ended.values()].filter(failed => failed).length;
  }

  /** What was begun and has not ended. */
  get awaited(): number {
    return this._begun.size - this.ended;
  }

  /** What was begun. */
  get begun(): number {
    return this._begun.size;
  }

  /** Some go on after this: a grading that is queued. */
  begin(submissions: readonly string[]): void {
    submissions.forEach(id => this._begun.add(id));
  }

  /** One of them has ended, or another that is none of them. */
  end(submission: string, failed: boolean): void {
    if (this._begun.has(submission)) {
      this._ended.set(submission, failed);
      this._tell();
    }
  }

  /** Begin nothing more; what is on its way to the service is done. */
  stop(): void {
    this._stop.abort();
    this._tell();
  }

  /** Do it. Never rejects: a batch that the service does not answer ends it. */
  async run(batch: Batch): Promise<void> {
    this._running = true;
    this._tell();
    for (const [assignmentId, rows] of batches(this._rows)) {
      if (this.stopped) {
        break;
      }
      try {
        const refused = await batch(assignmentId, rows, this);
        if (refused === null) {
          break;
        }
        this._refused.push(...refused);
        this._tried += rows.length;
      } catch (reason) {
        this._fault = reason;
        break;
      } finally {
        this._tell();
      }
    }
    this._running = false;
    this._tell();
  }

  /** Wait some milliseconds, or until it is stopped. */
  rest(milliseconds: number): Promise<void> {
    return rest(milliseconds, this._stop.signal);
  }

  private readonly _stop = new AbortController();
  private readonly _refused: IRefused[] = [];
  private readonly _begun = new Set<string>();
  private readonly _ended = new Map<string, boolean>();
  private _tried = 0;
  private _fault: unknown = null;
  private _running = false;
}

/** The rows in batches, each of one assignment. */
function batches(
  rows: readonly ISubmissionRow[]
): [string, ISubmissionRow[]][] {
  const of = new Map<string, ISubmissionRow[]>();
  for (const row of rows) {
    const mine = of.get(row.assignment_id);
    if (mine) {
      mine.push(row);
    } else {
      of.set(row.assignment_id, [row]);
    }
  }
  return [...of].flatMap(([assignmentId, all]) =>
    Array.from(
      { length: Math.ceil(all.length / BATCH) },
      (_, n): [string, ISubmissionRow[]] => [
        assignmentId,
        all.slice(n * BATCH, (n + 1) * BATCH)
      ]
    )
  );
}
