import { Signal, type ISignal } from '@lumino/signaling';
import type { IServiceClient } from '../../api/client';
import type { GradeRequest, Submission } from '../../api/schemas';
import type { IServiceEvent, IServiceEventData } from '../live-events';
import { Refresher } from '../refresher';
import type { IPageModel, IPageOptions } from './page';
import type { PlaceQuery } from './place';
import { SubmissionDetailModel } from './submission-detail';
import {
  ALL,
  filterOf,
  isShown,
  queryOf,
  type ISubmissionFilter
} from '../../submission-filter';

/** Submissions asked for at once. */
const PAGE = 1000;

/** Pages that are read at most: 20,000 submissions. */
const MAX_PAGES = 20;

/** Changed rows from which on the whole list is asked for. */
const MANY_ROWS = 20;

/** Milliseconds for which places in the queue are collected before they are shown. */
const BURST = 200;

const NOBODY: ReadonlySet<string> = new Set();

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

  /** Those of `submissions` whose state is asked for. */
  get shown(): readonly Submission[] | null {
    return this._shown;
  }

  /** Submissions with an open request about their grade. */
  get asked(): ReadonlySet<string> {
    return this._asked;
  }

  get filter(): ISubmissionFilter {
    return this._filter;
  }

  get query(): PlaceQuery {
    return queryOf(this._filter);
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Show others. Who asks about an older attempt is found among all of them only. */
  setFilter(change: Partial<ISubmissionFilter>): void {
    const before = this._filter;
    const latestOnly =
      change.state === 'asked' ? { latestOnly: false } : undefined;
    this._filter = { ...before, ...latestOnly, ...change };
    this._choose();
    this._changed.emit();
    if (this._filter.latestOnly !== before.latestOnly) {
      void this._options.refresh();
    }
  }

  follow(query: PlaceQuery): void {
    this._filter = filterOf(query);
    this._choose();
  }

  /** Show one submission in detail; null = none. */
  selectSubmission(submissionId: string | null): void {
    const found = this._submissions?.find(s => s.id === submissionId);
    this.detail.show(found ?? null);
  }

  reset(): void {
    this._asked = NOBODY;
    this._take(null);
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
    const latest = this._filter.latestOnly;
    if (assignmentId === null) {
      this._take([]);
      return;
    }
    const [submissions, asked] = await Promise.all([
      this._read(assignmentId, latest),
      this._readAsked(assignmentId)
    ]);
    if (submissions === null) {
      return;
    }
    this._asked = asked;
    this._take(submissions);
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
    } else if (event.data.request_id !== undefined) {
      void this._askedRefresher.refresh();
      if (submissionId === this.detail.submission?.id) {
        void this.detail.refresh();
      }
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

  private _take(submissions: readonly Submission[] | null): void {
    this._submissions = submissions;
    this._choose();
  }

  private _choose(): void {
    const { state } = this._filter;
    const all = this._submissions;
    // The same list as long as it is: a table begins anew with another.
    this._shown =
      state === null
        ? all
        : (all?.filter(one => isShown(one, state, this._asked)) ?? null);
  }

  /** All submissions; null when another list is wanted meanwhile. */
  private async _read(
    assignmentId: string,
    latest: boolean
  ): Promise<Submission[] | null> {
    const submissions: Submission[] = [];
    for (let page = 0; page < MAX_PAGES; page++) {
      const rows = await this._client.submissions(assignmentId, {
        latest: latest || undefined,
        after: submissions.at(-1)?.id,
        limit: PAGE
      });
      const { latestOnly } = this._filter;
      if (assignmentId !== this._assignmentId || latest !== latestOnly) {
        return null;
      }
      submissions.push(...rows);
      if (rows.length < PAGE) {
        break;
      }
    }
    return submissions;
  }

  private async _readAsked(assignmentId: string): Promise<ReadonlySet<string>> {
    const courseId = this._options.context.courseId;
    const requests: GradeRequest[] =
      courseId === null
        ? []
        : await this._client.requests(courseId, {
            state: 'open',
            assignment_id: assignmentId
          });
    return new Set(requests.map(request => request.submission_id));
  }

  private async _loadAsked(): Promise<void> {
    const assignmentId = this._assignmentId;
    if (assignmentId === null) {
      return;
    }
    try {
      const asked = await this._readAsked(assignmentId);
      if (assignmentId !== this._assignmentId) {
        return;
      }
      this._asked = asked;
      this._choose();
      this._changed.emit();
    } catch (reason) {
      this._options.report(reason);
    }
  }

  /**
   * Take the place and time of waiting submissions from the pushes themselves. While a class waits, the queue moves for
   * many of them at once, and nothing else about them changes: one new list a burst, and no question.
   */
  private _movePlaces(): void {
    const moved = new Map(this._moved);
    this._moved.clear();
    this._moveTimer = undefined;
    this._take(
      this._submissions?.map(row => {
        const place = moved.get(row.id);
        // It may have begun meanwhile, or be queued once more.
        return place?.job_id &&
          place.job_id === row.job_id &&
          row.state === 'queued'
          ? { ...row, position: place.position, eta: place.eta }
          : row;
      }) ?? null
    );
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
    const { latestOnly } = this._filter;
    const isReplaced =
      latestOnly &&
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
          latestOnly &&
          other.user === submission.user &&
          other.attempt < submission.attempt
        )
    );
    const replaced = this._submissions.findIndex(s => s.id === submission.id);
    others.splice(Math.max(replaced, 0), 0, submission);
    this._take(others);
    if (this.detail.submission?.id === submission.id) {
      this.detail.show(submission);
    }
    this._changed.emit();
  }

  private readonly _options: IPageOptions;
  private readonly _client: IServiceClient;
  private readonly _rowRefresher = new Refresher(() => this._loadRows());
  private readonly _askedRefresher = new Refresher(() => this._loadAsked());
  private readonly _changedRows = new Set<string>();
  private readonly _moved = new Map<string, IServiceEventData>();
  private _moveTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly _changed = new Signal<this, void>(this);
  private _submissions: readonly Submission[] | null = null;
  private _shown: readonly Submission[] | null = null;
  private _asked = NOBODY;
  private _filter = ALL;
  private _isDisposed = false;
}
