import type { IDisposable } from '@lumino/disposable';
import type { IServiceClient } from '../../api/client';
import type { Submission } from '../../api/schemas';
import { withSubmission, type ISubmissionRow } from '../../submission-rows';
import { Refresher } from '../refresher';
import { rest } from '../rest';

/** Changed rows from which on the whole table is asked for. */
const MANY = 8;

/** Milliseconds of rest after rows, or the whole table, were asked for. */
const REST = 1_000;
const LONG_REST = 3_000;

/**
 * Rows of the table of submissions of which pushes say that they have changed.
 *
 * A single one is asked for as it comes; while a class is graded there is a round from time to time.
 */
export class ChangedRows implements IDisposable {
  constructor(private readonly _options: ChangedRows.IOptions) {}

  get isDisposed(): boolean {
    return this._ended.signal.aborted;
  }

  /** A submission is another than it was. `released`: its feedback is; a submission itself does not say that. */
  push(id: string, released = false): void {
    this._ids.add(id);
    if (released) {
      this._released.add(id);
    }
    this._hear(id);
    void this._refresher.refresh();
  }

  /** Ask for the table; rows that changed meanwhile are asked for again, for the table may be older than they. */
  async during(load: () => Promise<void>): Promise<void> {
    const heard = new Map<string, boolean>();
    this._heard = heard;
    // The table says what was released before it was asked for, and what was withheld since.
    this._released.clear();
    try {
      await load();
    } finally {
      this._heard = null;
      heard.forEach((released, id) => this.push(id, released));
    }
  }

  /** The table that is on its way may be older than what is known of a row. */
  private _hear(id: string): void {
    const released = this._released.has(id) || this._heard?.get(id) === true;
    this._heard?.set(id, released);
  }

  /**
   * Bring some rows up to date, all at once: each time ten thousand may be filtered. Never rejects.
   *
   * Says whether the whole table had to be asked for.
   */
  async load(ids: readonly string[]): Promise<boolean> {
    const { client, place, refresh, report, rows, show } = this._options;
    const here = place();
    const found: Submission[] = [];
    ids.forEach(id => this._hear(id));
    await Promise.all(
      ids.map(async id => {
        try {
          found.push(await client.submission(id));
        } catch (reason) {
          report(reason);
        }
      })
    );
    const before = rows();
    if (before === null || here !== place()) {
      return false;
    }
    const after = found.reduce(
      (all, one) => withSubmission(all, one, this._released.delete(one.id)),
      before
    );
    show(after, found);
    if (found.every(({ user }) => before.some(row => row.user === user))) {
      return false;
    }
    // The table alone has names and sections.
    await refresh();
    return true;
  }

  /** Other rows are shown. */
  forget(): void {
    this._ids.clear();
    this._heard?.clear();
    this._released.clear();
  }

  dispose(): void {
    this._ended.abort();
  }

  private async _next(): Promise<void> {
    const ids = [...this._ids];
    this._ids.clear();
    if (ids.length === 0 || this.isDisposed) {
      return;
    }
    const many = ids.length > MANY;
    if (many) {
      await this._options.refresh();
    }
    const all = many || (await this.load(ids));
    await rest(all ? LONG_REST : REST, this._ended.signal);
  }

  private readonly _refresher = new Refresher(() => this._next());
  private readonly _ids = new Set<string>();
  /** Those of which the table says it, or will. */
  private readonly _released = new Set<string>();
  private readonly _ended = new AbortController();
  /** What has changed while the table is asked for, and whether its feedback is released. */
  private _heard: Map<string, boolean> | null = null;
}

export namespace ChangedRows {
  export interface IOptions {
    client: Pick<IServiceClient, 'submission'>;
    /** What the table is of: course and assignment. */
    place(): string;
    /** null before the first answer. */
    rows(): readonly ISubmissionRow[] | null;
    /** Show the rows; what of them was asked for. */
    show(rows: readonly ISubmissionRow[], changed: readonly Submission[]): void;
    /** Ask for the whole table. Never rejects. */
    refresh(): Promise<void>;
    /** Say why a row did not come. */
    report(reason: unknown): void;
  }
}
