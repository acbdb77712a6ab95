import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { IServiceClient } from '../api/client';
import type { Assignment, Course, Submission } from '../api/schemas';
import { STAFF } from '../roles';
import type {
  ILiveEvents,
  IServiceEvent,
  IServiceEventData
} from './live-events';
import { Refresher } from './refresher';
import { SubmissionDetailModel } from './submission-detail';

/** Submissions asked for at once. */
const PAGE = 1000;

/** Pages that are read at most: 20,000 submissions. */
const MAX_PAGES = 20;

/** Changed rows from which on the whole list is asked for. */
const MANY_ROWS = 20;

/** Milliseconds for which places in the queue are collected before they are shown. */
const BURST = 200;

/** Courses → assignments → submissions, and one submission in detail. All state is the service's. */
export class FormgraderModel implements IDisposable {
  constructor(options: FormgraderModel.IOptions) {
    this._client = options.client;
    this._live = options.live;
    this.detail = new SubmissionDetailModel({ client: this._client });
    this._live.serviceEvent.connect(this._onServiceEvent, this);
    this._live.refreshWanted.connect(this._onRefreshWanted, this);
  }

  /** The submission that is looked at. */
  readonly detail: SubmissionDetailModel;

  /** Courses whose submissions the user may see; null before the first answer. */
  get courses(): readonly Course[] | null {
    return this._courses;
  }

  get course(): Course | null {
    return this._courses?.find(c => c.id === this._courseId) ?? null;
  }

  /** null before the first answer. */
  get assignments(): readonly Assignment[] | null {
    return this._assignments;
  }

  get assignment(): Assignment | null {
    return this._assignments?.find(a => a.id === this._assignmentId) ?? null;
  }

  /** Newest first; null before the first answer. */
  get submissions(): readonly Submission[] | null {
    return this._submissions;
  }

  /** Whether only the newest submission of each student is listed. */
  get latestOnly(): boolean {
    return this._latestOnly;
  }

  /** Why the last question got no answer; null when it did. What is shown is then out of date. */
  get error(): unknown {
    return this._error;
  }

  get loading(): boolean {
    return this._loading;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Ask the service for all that is shown. Never rejects: an error is kept in `error`. */
  refresh(): Promise<void> {
    return this._refresher.refresh();
  }

  selectCourse(courseId: string): void {
    if (courseId !== this._courseId) {
      this._courseId = courseId;
      this._assignments = null;
      this._setAssignment(null);
      void this.refresh();
    }
  }

  selectAssignment(assignmentId: string): void {
    if (assignmentId !== this._assignmentId) {
      this._setAssignment(assignmentId);
      void this.refresh();
    }
  }

  setLatestOnly(latestOnly: boolean): void {
    if (latestOnly !== this._latestOnly) {
      this._latestOnly = latestOnly;
      this._changed.emit();
      void this.refresh();
    }
  }

  /** Show one submission in detail; null = none. */
  selectSubmission(submissionId: string | null): void {
    const found = this._submissions?.find(s => s.id === submissionId);
    this.detail.show(found ?? null);
    this._changed.emit();
  }

  /** Put the shown submission in the queue once more; older grades stay. Rejects with ApiError. */
  async gradeAgain(): Promise<void> {
    const submissionId = this.detail.submission?.id;
    await this.detail.gradeAgain();
    if (submissionId) {
      await this._loadOne(submissionId);
    }
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      clearTimeout(this._moveTimer);
      this.detail.dispose();
      Signal.clearData(this);
    }
  }

  private _setAssignment(assignmentId: string | null): void {
    this._assignmentId = assignmentId;
    this._submissions = null;
    this.detail.show(null);
    this._changed.emit();
  }

  private async _load(): Promise<void> {
    this._loading = true;
    this._changed.emit();
    try {
      await this._loadCourses();
      await this._loadAssignments();
      await this._loadSubmissions();
      this._error = null;
    } catch (reason) {
      this._error = reason;
    }
    this._loading = false;
    this._changed.emit();
  }

  private async _loadCourses(): Promise<void> {
    const courses = await this._client.courses();
    this._courses = courses.filter(course => STAFF.has(course.role));
    if (!this.course) {
      this._courseId = this._courses[0]?.id ?? null;
      this._assignments = null;
    }
    this._changed.emit();
  }

  private async _loadAssignments(): Promise<void> {
    const courseId = this._courseId;
    if (courseId === null) {
      this._assignments = [];
      return;
    }
    const assignments = await this._client.assignments(courseId);
    if (courseId !== this._courseId) {
      return;
    }
    this._assignments = assignments;
    if (!this.assignment) {
      this._setAssignment(assignments[0]?.id ?? null);
    }
    this._changed.emit();
  }

  private async _loadSubmissions(): Promise<void> {
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

  private _onServiceEvent(_: ILiveEvents, event: IServiceEvent): void {
    if (event.type === 'notebook_saved') {
      // The live classroom's; a class at work saves all the time.
      return;
    }
    if (event.assignment_id === this._assignmentId) {
      const submissionId = event.data.submission_id;
      if (submissionId && event.type === 'queue_moved') {
        this._moved.set(submissionId, event.data);
        this._moveTimer ??= setTimeout(() => this._movePlaces(), BURST);
      } else if (submissionId) {
        this._changedRows.add(submissionId);
        void this._rowRefresher.refresh();
      } else {
        void this.refresh();
      }
    } else if (event.course_id === this._courseId && event.user === null) {
      void this.refresh();
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
      await this.refresh();
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
      this._error = reason;
      this._changed.emit();
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

  private _onRefreshWanted(): void {
    if (this._courses) {
      void this.refresh();
    }
  }

  private readonly _client: IServiceClient;
  private readonly _live: ILiveEvents;
  private readonly _refresher = new Refresher(() => this._load());
  private readonly _rowRefresher = new Refresher(() => this._loadRows());
  private readonly _changedRows = new Set<string>();
  private readonly _moved = new Map<string, IServiceEventData>();
  private _moveTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly _changed = new Signal<this, void>(this);
  private _courses: readonly Course[] | null = null;
  private _courseId: string | null = null;
  private _assignments: readonly Assignment[] | null = null;
  private _assignmentId: string | null = null;
  private _submissions: readonly Submission[] | null = null;
  private _latestOnly = true;
  private _error: unknown = null;
  private _loading = false;
  private _isDisposed = false;
}

export namespace FormgraderModel {
  export interface IOptions {
    client: IServiceClient;
    live: ILiveEvents;
  }
}
