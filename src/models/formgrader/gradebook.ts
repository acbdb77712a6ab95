import { Signal, type ISignal } from '@lumino/signaling';
import type { IAuditQuery } from '../../api/gradebook';
import type {
  AuditEntry,
  CourseWeights,
  ExportedFile,
  ExportFormat,
  FinalPreview,
  Gradebook,
  GradebookCell,
  GradebookColumn,
  GradebookRow,
  WeightsRequest
} from '../../api/schemas';
import { Burst } from '../burst';
import type { IServiceEvent } from '../live-events';
import { CourseActs } from './course-acts';
import type { IPageModel, IPageOptions } from './page';

/** Milliseconds for which changes of scores are collected: a class at work makes many, and the whole book is asked for. */
const BURST = 2_000;

/** Entries of the trail of one grade that are shown. */
const TRAIL = 100;

/** What the pane beside the table shows. */
export type GradebookPane = 'grade' | 'weights' | 'final';

/** A student, and perhaps an assignment. */
export interface IGradebookPlace {
  user: string;
  /** null: the student's total. */
  assignmentId: string | null;
}

/** Students × assignments of a course with what counts, totals and final grades. */
export class GradebookModel implements IPageModel {
  constructor(private readonly _options: IPageOptions) {
    this._acts = new CourseActs(_options, () => this._changed.emit());
  }

  /** null before the first answer. */
  get book(): Gradebook | null {
    return this._book;
  }

  get pane(): GradebookPane {
    return this._pane;
  }

  /** Which grade is looked at. */
  get place(): IGradebookPlace | null {
    return this._place;
  }

  /** Changes of that grade, the newest first; null before the answer. */
  get trail(): readonly AuditEntry[] | null {
    return this._trail;
  }

  /** What the assignments count; null before the answer. */
  get weights(): CourseWeights | null {
    return this._weights;
  }

  /** What making totals final would do; null before the answer. */
  get preview(): FinalPreview | null {
    return this._preview;
  }

  /** Whether those are meant too of whom something is still to be graded. */
  get unfinished(): boolean {
    return this._unfinished;
  }

  /** Something is on its way to the service. */
  get busy(): boolean {
    return this._acts.busy;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** The row, column and cell of the grade that is looked at. */
  get shown(): {
    row: GradebookRow;
    column: GradebookColumn | null;
    cell: GradebookCell | null;
  } | null {
    const row = this._book?.rows.find(r => r.user === this._place?.user);
    if (!row || !this._book) {
      return null;
    }
    const index = this._book.columns.findIndex(
      c => c.assignment_id === this._place?.assignmentId
    );
    return {
      row,
      column: this._book.columns[index] ?? null,
      cell: row.cells[index] ?? null
    };
  }

  /** Look at one grade, or at a student's total. */
  select(place: IGradebookPlace): void {
    this._place = place;
    this._trail = null;
    this._pane = 'grade';
    this._changed.emit();
    void this._acts.do(() => this._loadTrail());
  }

  /** Show the weights, to be changed. */
  openWeights(): Promise<boolean> {
    this._pane = 'weights';
    this._weights = null;
    return this._acts.do(async courseId => {
      this._weights = await this._options.client.gradebook.weights(courseId);
    });
  }

  /** Let other weights hold. Resolves to whether they do. */
  async setWeights(request: WeightsRequest): Promise<boolean> {
    const done = await this._acts.do(async courseId => {
      this._weights = await this._options.client.gradebook.setWeights(
        courseId,
        request
      );
    });
    if (done) {
      await this._options.refresh();
    }
    return done;
  }

  /** Show what making totals final would do. */
  openFinal(unfinished = false): Promise<boolean> {
    this._pane = 'final';
    this._preview = null;
    this._unfinished = unfinished;
    return this._acts.do(async courseId => {
      this._preview = await this._options.client.gradebook.previewFinal(
        courseId,
        {
          users: [],
          unfinished
        }
      );
    });
  }

  /** Make those totals final that the preview shows. Resolves to whether they are. */
  async makeFinal(reason: string): Promise<boolean> {
    const digest = this._preview?.digest;
    if (digest === undefined) {
      return false;
    }
    const done = await this._acts.do(courseId =>
      this._options.client.gradebook.makeFinal(courseId, {
        users: [],
        unfinished: this._unfinished,
        digest,
        reason
      })
    );
    // What is final now, or what was in the way.
    await this.openFinal(this._unfinished);
    if (done) {
      await this._options.refresh();
    }
    return done;
  }

  /** End the final grade of a student. */
  async takeBack(user: string, reason: string): Promise<void> {
    const done = await this._acts.do(courseId =>
      this._options.client.gradebook.takeBackFinal(courseId, [user], reason)
    );
    if (done) {
      await this._options.refresh();
    }
  }

  /** A file of grades, for another system also with what is `unfinished`; null when it did not come. */
  async exported(
    format: ExportFormat,
    assignmentId?: string,
    unfinished = false
  ): Promise<ExportedFile | null> {
    let file: ExportedFile | null = null;
    await this._acts.do(async courseId => {
      file = await this._options.client.gradebook.exportGrades(
        courseId,
        format,
        assignmentId,
        unfinished
      );
    });
    return file;
  }

  /** The trail of all grades, or of those that are asked for, as a file; null when it did not come. */
  async exportedTrail(query: IAuditQuery = {}): Promise<ExportedFile | null> {
    let file: ExportedFile | null = null;
    await this._acts.do(async courseId => {
      file = await this._options.client.gradebook.exportAudit(courseId, query);
    });
    return file;
  }

  reset(): void {
    if (this._book?.course_id !== this._courseId) {
      this._book = null;
      this._place = null;
      this._trail = null;
      this._weights = null;
      this._preview = null;
      this._pane = 'grade';
    }
  }

  async load(): Promise<void> {
    const courseId = this._courseId;
    if (courseId === null) {
      this._book = null;
      return;
    }
    const book = await this._options.client.gradebook.book(courseId);
    if (courseId !== this._courseId) {
      return;
    }
    this._book = book;
    if (this._place && this._pane === 'grade') {
      await this._loadTrail();
    }
  }

  onEvent(event: IServiceEvent): boolean {
    if (CHANGES.has(event.type)) {
      this._burst.push();
    }
    return true;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._burst.dispose();
      Signal.clearData(this);
    }
  }

  private get _courseId(): string | null {
    return this._options.context.course?.id ?? null;
  }

  private async _loadTrail(): Promise<void> {
    const courseId = this._courseId;
    const place = this._place;
    if (courseId === null || place === null) {
      return;
    }
    const trail = await this._options.client.gradebook.audit(courseId, {
      user: place.user,
      assignment_id: place.assignmentId ?? undefined,
      limit: TRAIL
    });
    if (place === this._place) {
      this._trail = trail;
    }
  }

  private readonly _acts: CourseActs;
  private readonly _burst = new Burst(
    () => void this._options.refresh(),
    BURST
  );
  private readonly _changed = new Signal<this, void>(this);
  private _book: Gradebook | null = null;
  private _pane: GradebookPane = 'grade';
  private _place: IGradebookPlace | null = null;
  private _trail: readonly AuditEntry[] | null = null;
  private _weights: CourseWeights | null = null;
  private _preview: FinalPreview | null = null;
  private _unfinished = false;
  private _isDisposed = false;
}

/** Events after which something may count otherwise. */
const CHANGES: ReadonlySet<IServiceEvent['type']> = new Set([
  'assignment_changed',
  'assignment_released',
  'course_changed',
  'extension_changed',
  'gradebook_changed',
  'grading_failed',
  'submission_graded',
  'submission_received'
]);
