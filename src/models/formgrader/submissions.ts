import { Signal, type ISignal } from '@lumino/signaling';
import type { IServiceClient } from '../../api/client';
import type { Submission } from '../../api/schemas';
import {
  ALL,
  asksForWorks,
  filtered,
  filterOf,
  queryOf,
  type ISubmissionFilter
} from '../../submission-filter';
import { rowsOf, sectionsOf, type ISubmissionRow } from '../../submission-rows';
import type { IServiceEvent } from '../live-events';
import { AskedAbout } from './asked-about';
import { ArchiveDownload } from './archive-download';
import { ChangedRows } from './changed-rows';
import { HandInModel } from './hand-in';
import { Marks } from './marks';
import { NamedWorks } from './named-works';
import type { IPageModel, IPageOptions } from './page';
import type { PlaceQuery } from './place';
import { QueueMoves } from './queue-moves';
import { SavedFilters } from './saved-filters';
import { ScoreChangeModel } from './score-change';
import { SubmissionActs } from './submission-acts';
import { SubmissionDetailModel } from './submission-detail';

/** The submissions of an assignment or of a course, one of them in detail, and what is done with many. */
export class SubmissionsModel implements IPageModel {
  constructor(options: IPageOptions) {
    this._options = options;
    this._client = options.client;
    const tell = (): void => this._changed.emit();
    this.detail = new SubmissionDetailModel({ client: this._client });
    this.detail.changed.connect(tell);
    this.marks = new Marks(tell);
    this.acts = new SubmissionActs(this._client.many, tell);
    this.regrade = new ScoreChangeModel({
      client: this._client.scoreChanges,
      kinds: ['regrade'],
      tell
    });
    this.handIn = new HandInModel(this._client, tell);
    this.download = new ArchiveDownload(this._client.many, tell);
    this.named = new NamedWorks(this._client);
    this.saved = new SavedFilters({
      client: this._client,
      store: window.localStorage,
      tell,
      report: options.report
    });
    this._changedRows = new ChangedRows({
      client: this._client,
      place: () => this._place,
      rows: () => this._rows,
      show: (rows, changed) => this._show(rows, changed),
      refresh: options.refresh,
      report: options.report
    });
    this._askedAbout = new AskedAbout({
      client: this._client,
      place: () => [options.context.courseId, this._assignmentId],
      show: () => {
        this._choose();
        tell();
      },
      report: options.report
    });
    this._moves = new QueueMoves(this.detail);
  }

  /** The submission that is looked at. */
  readonly detail: SubmissionDetailModel;

  /** Those that are chosen to do something with them. */
  readonly marks: Marks;

  /** What is done with them. */
  readonly acts: SubmissionActs;

  /** The open regrade of the assignment. */
  readonly regrade: ScoreChangeModel;

  /** Filters that the user has saved. */
  readonly saved: SavedFilters;

  /** Those that a filter by test or error leaves. */
  readonly named: NamedWorks;

  /** The files of some of them on their way. */
  readonly download: ArchiveDownload;

  /** What staff hand in for a student. */
  readonly handIn: HandInModel;

  /** Every attempt, the newest first; null before the first answer. */
  get rows(): readonly ISubmissionRow[] | null {
    return this._rows;
  }

  /** Whether there are older ones that did not fit. */
  get more(): boolean {
    return this._more;
  }

  /** Those of `rows` that the filter leaves. */
  get shown(): readonly ISubmissionRow[] | null {
    return this._shown;
  }

  /** Those of `shown` that are chosen. */
  get marked(): readonly ISubmissionRow[] {
    const { ids } = this.marks;
    return ids.size === 0
      ? []
      : (this._shown ?? []).filter(row => ids.has(row.id));
  }

  /** The sections of those who have handed in, by name. */
  get sections(): readonly string[] {
    return this._sections;
  }

  /** Submissions with an open request about their grade. */
  get asked(): ReadonlySet<string> {
    return this._askedAbout.ids;
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
    const { error, everywhere, failing } = this._filter;
    const others = failing !== before.failing || error !== before.error;
    if (others) {
      this.named.forget();
    }
    this._choose();
    this._changed.emit();
    if (everywhere !== before.everywhere) {
      this.reset();
      void this._options.refresh();
    } else if (others) {
      void this._options.refresh();
    }
  }

  /** Show what a saved filter leaves. */
  takeFilter(query: PlaceQuery): void {
    this.setFilter(filterOf(query));
  }

  /** Ask which tests a filter can name. Never rejects. */
  async loadTests(): Promise<void> {
    const assignmentId = this._assignmentId;
    if (assignmentId === null) {
      return;
    }
    try {
      await this.named.loadTests(assignmentId);
      if (assignmentId !== this._assignmentId) {
        await this.loadTests();
      }
      this._changed.emit();
    } catch (reason) {
      this._options.report(reason);
    }
  }

  /** Show every student's: no filter but which assignments and attempts. */
  showAll(): void {
    const { everywhere, latestOnly } = this._filter;
    this.setFilter({ ...ALL, everywhere, latestOnly });
  }

  follow(query: PlaceQuery): void {
    this._filter = filterOf(query);
    this.named.forget();
    this._choose();
  }

  /** Show one submission in detail; null = none. */
  selectSubmission(submissionId: string | null): void {
    this.detail.open(submissionId);
  }

  reset(): void {
    this.regrade.reset();
    this._changedRows.forget();
    if (this.handIn.courseId !== this._options.context.courseId) {
      this.handIn.close();
    }
    this._askedAbout.forget();
    this.named.forget();
    this.named.forgetTests();
    this._take(null);
    this.detail.open(null);
  }

  /** Put the shown submission in the queue once more; older grades stay. Rejects with ApiError. */
  async gradeAgain(): Promise<void> {
    const submissionId = this.detail.submission?.id;
    await this.detail.gradeAgain();
    if (submissionId) {
      await this._changedRows.load([submissionId]);
    }
  }

  /** Hand in for a student, and show what was handed in. Never rejects. */
  async handInFor(...what: Parameters<HandInModel['send']>): Promise<void> {
    const made = await this.handIn.send(...what);
    if (made) {
      if (this._everywhere || made.assignment_id === this._assignmentId) {
        await this._changedRows.load([made.id]);
      }
      this.selectSubmission(made.id);
    }
  }

  /** Grade the chosen submissions again without changing a score yet. Never rejects; says whether it was begun. */
  async startRegrade(): Promise<boolean> {
    const { marked, regrade } = this;
    if (regrade.preview || marked.length === 0) {
      return false;
    }
    return regrade.propose(client =>
      client.startRegrade(marked[0].assignment_id, {
        attempts: 'latest',
        submissions: marked.map(({ id }) => id),
        reason: ''
      })
    );
  }

  /** Let the scores of the open regrade count, or forget them, and show what is so then. */
  async endRegrade(which: 'all' | 'up' | null): Promise<void> {
    const done = await (which === null
      ? this.regrade.discard()
      : this.regrade.apply(which));
    if (done) {
      await this._options.refresh();
    }
  }

  /** What is done with submissions shows in their rows when it has ended. */
  async act(kind: Parameters<SubmissionActs['begin']>[0]): Promise<void> {
    await this.acts.begin(kind, this.marked);
    await this._options.refresh();
  }

  load(): Promise<void> {
    return this._changedRows.during(() => this._loadAll());
  }

  onEvent(event: IServiceEvent): boolean {
    if (event.type === 'regrade_ready') {
      this.regrade.heard();
      return true;
    }
    this.acts.heard(event);
    const submissionId = event.data.submission_id;
    const here = this._everywhere || event.assignment_id === this._assignmentId;
    if (!here || !submissionId) {
      return false;
    }
    if (event.type === 'queue_moved') {
      this._moves.take(submissionId, event.data);
    } else if (event.data.request_id !== undefined) {
      void this._askedAbout.refresh();
      if (submissionId === this.detail.submission?.id) {
        void this.detail.refresh();
      }
    } else {
      this._changedRows.push(submissionId, event.type === 'feedback_released');
    }
    return true;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._moves.dispose();
      this._changedRows.dispose();
      this.regrade.dispose();
      this.acts.dispose();
      this.download.stop();
      this.detail.dispose();
      Signal.clearData(this);
    }
  }

  private get _everywhere(): boolean {
    return this._filter.everywhere;
  }

  /** null: of all assignments, or of none that is known. */
  private get _assignmentId(): string | null {
    return this._everywhere
      ? null
      : (this._options.context.assignment?.id ?? null);
  }

  /** Which table it is. */
  private get _place(): string {
    return `${this._options.context.courseId} ${this._assignmentId}`;
  }

  private _take(rows: readonly ISubmissionRow[] | null): void {
    this._rows = rows;
    this._sections = sectionsOf(rows ?? []);
    this._choose();
  }

  private _show(
    rows: readonly ISubmissionRow[],
    changed: readonly Submission[]
  ): void {
    this._take(rows);
    const shown = changed.find(({ id }) => id === this.detail.submission?.id);
    if (shown) {
      this.detail.show(shown);
    }
    this._changed.emit();
  }

  private _choose(): void {
    const waits = asksForWorks(this._filter) && this.named.ids === null;
    this._shown =
      this._rows && !waits
        ? filtered(this._rows, this._filter, {
            asked: this.asked,
            works: this.named.ids
          })
        : null;
    this.marks.keep(this._shown);
  }

  private async _loadAll(): Promise<void> {
    const { courseId } = this._options.context;
    const assignmentId = this._assignmentId;
    if (courseId === null || (assignmentId === null && !this._everywhere)) {
      this._take([]);
      return;
    }
    const place = this._place;
    const allBegun = this.acts.run?.running === false;
    const [table] = await Promise.all([
      this._client.many.table(courseId, assignmentId),
      this._askedAbout.load(),
      this.regrade.load(assignmentId),
      this.named.load(assignmentId, this._filter),
      this.saved.load(courseId)
    ]);
    if (place !== this._place) {
      return;
    }
    this._more = table.more ?? false;
    this._take(rowsOf(table));
    if (allBegun) {
      this.acts.look(this._rows ?? []);
    }
    await this.detail.look();
  }

  private readonly _options: IPageOptions;
  private readonly _client: IServiceClient;
  private readonly _changedRows: ChangedRows;
  private readonly _askedAbout: AskedAbout;
  private readonly _moves: QueueMoves;
  private readonly _changed = new Signal<this, void>(this);
  private _rows: readonly ISubmissionRow[] | null = null;
  private _shown: readonly ISubmissionRow[] | null = null;
  private _sections: readonly string[] = [];
  private _more = false;
  private _filter = ALL;
  private _isDisposed = false;
}
