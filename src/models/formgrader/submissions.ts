import { Signal, type ISignal } from '@lumino/signaling';
import type { IServiceClient } from '../../api/client';
import type { Submission } from '../../api/schemas';
import type { IServiceEvent, IServiceEventData } from '../live-events';
import { Refresher } from '../refresher';
import type { IPageModel, IPageOptions } from './page';
import { SubmissionDetailModel } from './submission-detail';

/** Submissions asked for at once. */
const PAGE = 1000;

/** Pages that are read at most: 20,000 submissions. */
const MAX_PAGES = 20;

/** Changed rows from which on the whole list is asked for. */
const MANY_ROWS = 20;

/** Milliseconds for which places in the queue are collected before they are shown. */
const BURST = 200;

/** The submissions of an assignment, and one of them in detail. */
export class SubmissionsModel implements IPageModel {
  constructor(options: IPageOptions) {
    this._options = options;
    this._client = options.client;
    this.detail = new SubmissionDetailModel({ client: this._client });
    this.detail.changed.connect(() => this._changed.emit());
  }

  /** The submission that is looked at. */
  readonly detail: SubmissionDetailModel;

  /** Newest first; null before the first answer. */
  get submissions(): readonly Submission[] | null {
    return this._submissions;
  }

  /** Whether only the newest submission of each student is listed. */
  get latestOnly(): boolean {
    return this._latestOnly;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  setLatestOnly(latestOnly: boolean): void {
    if (latestOnly !== this._latestOnly) {
      this._latestOnly = latestOnly;
      this._changed.emit();
      void this._options.refresh();
    }
  }

  /** Show one submission in detail; null = none. */
  selectSubmission(submissionId: string | null): void {
    const found = this._submissions?.find(s => s.id === submissionId);
    this.detail.show(found ?? null);
  }

  reset(): void {
    this._submissions = null;
    this.detail.show(null);
  }

  /** Put the shown submission in the queue once more; older grades stay. Rejects with ApiError. */
  async gradeAgain(): Promise<void> {
    const submissionId = this.detail.submission?.id;
    await this.detail.gradeAgain();
    if (submissionId) {
      await this._loadOne(submissionId);
    }
  }

  async load(): Promise<void> {
    const assignmentId = this._assignmentId;
    const latest = this._latestOnly;
    if (assignmentId === null) {
      this._submissions = [];
      return;
    }
    const submissions: Submission[] = [];
    for (let page = 0; page < MAX_PAGES; page++) {
      const rows = await this._client.submissions(assignmentId, {
        latest: latest || undefined,
        after: submissions.at(-1)?.id,
        limit: PAGE
      });
      if (assignmentId !== this._assignmentId || latest !== this._latestOnly) {
        return;
      }
      submissions.push(...rows);
      if (rows.length < PAGE) {
        break;
      }
    }
    this._submissions = submissions;
    const shown = submissions.find(s => s.id === this.detail.submission?.id);
    if (shown) {
      this.detail.show(shown);
    }
  }

  onEvent(event: IServiceEvent): boolean {
    const submissionId = event.data.submission_id;
    if (event.assignment_id !== this._assignmentId || !submissionId) {
      return false;
    }
    if (event.type === 'queue_moved') {
      this._moved.set(submissionId, event.data);
      this._moveTimer ??= setTimeout(() => this._movePlaces(), BURST);
    } else {
      this._changedRows.add(submissionId);
      void this._rowRefresher.refresh();
    }
    return true;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      clearTimeout(this._moveTimer);
      this.detail.dispose();
      Signal.clearData(this);
    }
  }

  private get _assignmentId(): string | null {
    return this._options.context.assignment?.id ?? null;
  }

  /**
   * Take the place and time of waiting submissions from the pushes themselves. While a class waits, the queue moves for
   * many of them at once, and nothing else about them changes: one new list a burst, and no question.
   */
  private _movePlaces(): void {
    const moved = new Map(this._moved);
    this._moved.clear();
    this._moveTimer = undefined;
    this._submissions =
      this._submissions?.map(row => {
        const place = moved.get(row.id);
        // It may have begun meanwhile, or be queued once more.
        return place?.job_id &&
          place.job_id === row.job_id &&
          row.state === 'queued'
          ? { ...row, position: place.position, eta: place.eta }
          : row;
      }) ?? null;
    const shown = this._submissions?.find(
      s => s.id === this.detail.submission?.id
    );
    if (shown && moved.has(shown.id)) {
      this.detail.show(shown);
    }
    this._changed.emit();
  }

  /** A few pushes change a few rows; a whole class's make one new list. */
  private async _loadRows(): Promise<void> {
    const ids = [...this._changedRows];
    this._changedRows.clear();
    if (ids.length > MANY_ROWS) {
      await this._options.refresh();
    } else {
      await Promise.all(ids.map(id => this._loadOne(id)));
    }
  }

  private async _loadOne(submissionId: string): Promise<void> {
    const assignmentId = this._assignmentId;
    let submission: Submission;
    try {
      submission = await this._client.submission(submissionId);
    } catch (reason) {
      this._options.report(reason);
      return;
    }
    if (this._submissions === null || assignmentId !== this._assignmentId) {
      return;
    }
    const isReplaced =
      this._latestOnly &&
      this._submissions.some(
        other =>
          other.user === submission.user && other.attempt > submission.attempt
      );
    if (isReplaced) {
      // An older attempt has come to its end; the list has the newest ones only.
      return;
    }
    const others = this._submissions.filter(
      other =>
        other.id !== submission.id &&
        !(
          this._latestOnly &&
          other.user === submission.user &&
          other.attempt < submission.attempt
        )
    );
    const replaced = this._submissions.findIndex(s => s.id === submission.id);
    others.splice(Math.max(replaced, 0), 0, submission);
    this._submissions = others;
    if (this.detail.submission?.id === submission.id) {
      this.detail.show(submission);
    }
    this._changed.emit();
  }

  private readonly _options: IPageOptions;
  private readonly _client: IServiceClient;
  private readonly _rowRefresher = new Refresher(() => this._loadRows());
  private readonly _changedRows = new Set<string>();
  private readonly _moved = new Map<string, IServiceEventData>();
  private _moveTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly _changed = new Signal<this, void>(this);
  private _submissions: readonly Submission[] | null = null;
  private _latestOnly = true;
  private _isDisposed = false;
}
