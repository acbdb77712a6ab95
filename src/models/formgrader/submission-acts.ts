import { ApiError } from '../../api/errors';
import type { ISubmissionsClient } from '../../api/submissions';
import type { ISubmissionRow } from '../../submission-rows';
import type { IServiceEvent } from '../live-events';
import { BulkRun, type Batch, type BulkKind, type IRefused } from './bulk-run';

/** Milliseconds between two questions whether feedback is made. */
const PAUSE = 2_000;

/** After these a grading is over. */
const ENDS: ReadonlySet<IServiceEvent['type']> = new Set([
  'grading_failed',
  'submission_graded'
]);

/** Why feedback is not released: `FeedbackStatus` in a word. */
export type FeedbackRefusal = 'not_graded' | 'not_made' | 'outdated';

/** What is done with the chosen submissions; one thing at a time. */
export class SubmissionActs {
  constructor(
    private readonly _client: ISubmissionsClient,
    private readonly _tell: () => void
  ) {}

  /** What is being done, or was done last; null = nothing, or somebody has read it. */
  get run(): BulkRun | null {
    return this._run;
  }

  /** Do something with some submissions. Never rejects; resolves when it has ended. */
  async begin(kind: BulkKind, rows: readonly ISubmissionRow[]): Promise<void> {
    if (this._run?.running || rows.length === 0) {
      return;
    }
    this._run = new BulkRun(kind, rows, this._tell);
    await this._run.run(this._batch(kind));
  }

  /** Hear that a submission was graded, or could not be. */
  heard(event: IServiceEvent): void {
    const id = event.data.submission_id;
    if (id && ENDS.has(event.type)) {
      this._run?.end(id, event.type === 'grading_failed');
    }
  }

  /** See how submissions are, from a table that was asked for after all of them were begun: pushes get lost. */
  look(rows: readonly ISubmissionRow[]): void {
    if (this._run && this._run.awaited > 0) {
      for (const { id, state } of rows) {
        if (state === 'graded' || state === 'failed') {
          this._run.end(id, state === 'failed');
        }
      }
    }
  }

  /** Put the account of what was done away. */
  close(): void {
    if (!this._run?.running) {
      this._run = null;
      this._tell();
    }
  }

  /** Begin nothing more, and forget what was done. */
  dispose(): void {
    this._run?.stop();
    this._run = null;
  }

  private _batch(kind: BulkKind): Batch {
    switch (kind) {
      case 'grade':
        return (assignmentId, rows, run) =>
          this._grade(assignmentId, rows, run);
      case 'release':
        return (assignmentId, rows, run) =>
          this._release(assignmentId, rows, run);
      case 'withhold':
        return async (assignmentId, rows) => {
          await this._client.withholdFeedback(assignmentId, idsOf(rows));
          return [];
        };
    }
  }

  private async _grade(
    assignmentId: string,
    rows: readonly ISubmissionRow[],
    run: BulkRun
  ): Promise<IRefused[]> {
    const outcomes = await this._client.grade(assignmentId, idsOf(rows));
    run.begin(outcomes.flatMap(one => (one.job_id ? [one.submission_id] : [])));
    const refused = new Map(
      outcomes
        .filter(({ job_id: job }) => !job)
        .map(one => [
          one.submission_id,
          new ApiError({
            code: one.code ?? 'error',
            message: one.message ?? '',
            status: 409
          })
        ])
    );
    return rows
      .filter(row => refused.has(row.id))
      .map(row => ({ row, reason: refused.get(row.id) }));
  }

  /** Have feedback made where there is none of the present score, wait for that, and release it. */
  private async _release(
    assignmentId: string,
    rows: readonly ISubmissionRow[],
    run: BulkRun
  ): Promise<IRefused[] | null> {
    const ids = idsOf(rows);
    await this._client.generateFeedback(assignmentId, ids);
    let states = await this._client.feedback(assignmentId, ids);
    while (!run.stopped && states.some(one => one.state === 'generating')) {
      await run.rest(PAUSE);
      states = await this._client.feedback(assignmentId, ids);
    }
    if (run.stopped) {
      return null;
    }
    await this._client.releaseFeedback(assignmentId, ids);
    states = await this._client.feedback(assignmentId, ids);
    const of = new Map(states.map(one => [one.submission_id, one]));
    return rows.flatMap(row => {
      const state = of.get(row.id);
      const reason: FeedbackRefusal | null = !state?.graded
        ? 'not_graded'
        : state.state === 'released' && !state.outdated
          ? null
          : state.outdated
            ? 'outdated'
            : 'not_made';
      return reason ? [{ row, reason }] : [];
    });
  }

  private _run: BulkRun | null = null;
}

function idsOf(rows: readonly ISubmissionRow[]): string[] {
  return rows.map(({ id }) => id);
}
