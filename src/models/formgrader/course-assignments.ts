import { Signal, type ISignal } from '@lumino/signaling';
import type {
  Assignment,
  AssignmentChange,
  AssignmentProgress,
  AssignmentState,
  AssignmentVersion,
  Extension,
  ExtensionRequest,
  ServiceLimits,
  StateOutlook,
  VersionHolder,
  VersionPreview
} from '../../api/schemas';
import { LEADERS } from '../../roles';
import { Burst } from '../burst';
import type { IServiceEvent } from '../live-events';
import { CourseActs } from './course-acts';
import { CourseCopy } from './course-copy';
import { Drafts } from '../../drafts';
import type { IPageModel, IPageOptions } from './page';

/** Milliseconds for which what happens is collected: at a deadline it is much, and each look takes six questions. */
const BURST = 2_000;

/** What only the chosen assignment is asked about. */
export interface IAssignmentDetail {
  readonly assignmentId: string;
  /** Newest first. */
  readonly versions: readonly AssignmentVersion[];
  readonly holders: readonly VersionHolder[];
  /** Those that count. */
  readonly extensions: readonly Extension[];
}

/** What was looked at before it is done. */
export interface IProposal {
  readonly outlook: StateOutlook;
  /** The version that would be released; null: only the state changes. */
  readonly version: AssignmentVersion | null;
}

/** Where on the page something was asked for, and is answered; 'end …' is an extension's own. */
export type ActPlace =
  | 'dates'
  | 'late'
  | 'visibility'
  | 'limits'
  | 'grant'
  | 'state'
  | `end ${string}`;

/** A course's assignments: how far its students are, and what is set for each. */
export class CourseAssignmentsModel implements IPageModel {
  constructor(private readonly _options: IPageOptions) {
    const tell = (): void => this._changed.emit();
    this._acts = new CourseActs(_options, tell);
    this.copy = new CourseCopy(_options, this._acts, tell);
  }

  /** Copying one of them, or all. */
  readonly copy: CourseCopy;

  /** By assignment; null before the first answer. */
  get progress(): ReadonlyMap<string, AssignmentProgress> | null {
    return this._progress;
  }

  /** Of the chosen assignment; null before the answer. */
  get detail(): IAssignmentDetail | null {
    const id = this._options.context.assignmentId;
    return this._detail?.assignmentId === id ? this._detail : null;
  }

  /** null before the first answer. */
  get limits(): ServiceLimits | null {
    return this._limits;
  }

  /** What would be done, when it has been looked at and is not confirmed yet. */
  get proposal(): IProposal | null {
    return this._proposal;
  }

  /** A version as its students get it, when that is looked at. */
  get preview(): VersionPreview | null {
    return this._preview;
  }

  /** Whether the user may change assignments of this course. */
  get mayChange(): boolean {
    return LEADERS.has(this._options.context.course?.role ?? 'student');
  }

  /** Something is on its way to the service. */
  get busy(): boolean {
    return this._acts.busy;
  }

  /** What was typed for assignments and is not saved. */
  readonly drafts = new Drafts();

  /** Why the last thing that was asked for at `place` was not done; null when it was. */
  refusalAt(place: ActPlace): unknown {
    return this._acts.refusalAt(place);
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Look what another state would do, or the release of a version. */
  lookOut(
    becomes: AssignmentState,
    version: AssignmentVersion | null = null
  ): Promise<boolean> {
    const id = this._assignment?.id;
    return this._acts.do(async () => {
      if (id !== undefined) {
        const outlook = await this._client.work.outlook(
          id,
          becomes,
          version?.number
        );
        this._proposal =
          this._assignment?.id === id ? { outlook, version } : null;
      }
    }, 'state');
  }

  /** Look at a version as its students get it. */
  lookAsStudent(versionId: string): Promise<boolean> {
    const id = this._assignment?.id;
    return this._acts.do(async () => {
      const preview = await this._client.work.versionPreview(versionId);
      this._preview = this._assignment?.id === id ? preview : null;
    }, 'state');
  }

  /** Look at it no longer. */
  closePreview(): void {
    this._preview = null;
    this._changed.emit();
  }

  /** Do nothing of what was looked at. */
  dismiss(): void {
    this._proposal = null;
    this._acts.forget();
    this._changed.emit();
  }

  /** Do what was looked at. */
  confirm(): Promise<boolean> {
    const proposal = this._proposal;
    if (!proposal) {
      return Promise.resolve(false);
    }
    const { outlook, version } = proposal;
    return this._renewAfter(async () => {
      if (version) {
        await this._client.releaseVersion(version.id);
      } else {
        await this._set(outlook.assignment_id, { state: outlook.becomes });
      }
      if (this._proposal === proposal) {
        this._proposal = null;
      }
    }, 'state');
  }

  /** Change what `change` names of the chosen assignment. */
  change(place: ActPlace, change: AssignmentChange): Promise<boolean> {
    return this._at(id => this._set(id, change), place);
  }

  grant(request: ExtensionRequest): Promise<boolean> {
    return this._at(id => this._client.work.grant(id, request), 'grant');
  }

  endExtension(extensionId: string): Promise<boolean> {
    return this._at(
      id => this._client.work.endExtension(id, extensionId),
      `end ${extensionId}`
    );
  }

  reset(): void {
    this._proposal = this._preview = null;
    this.copy.forget();
    if (this._loaded !== this._options.context.courseId) {
      this._progress = null;
    }
  }

  async load(): Promise<void> {
    const { course } = this._options.context;
    if (!course) {
      this._progress = new Map();
      return;
    }
    const [progress] = await Promise.all([
      this._client.work.progress(course.id),
      this._loadDetail(),
      this._loadLimits()
    ]);
    if (course.id === this._options.context.course?.id) {
      this._loaded = course.id;
      this._progress = new Map(progress.map(one => [one.assignment_id, one]));
    }
  }

  onEvent(event: IServiceEvent): boolean {
    if (WANTED.has(event.type)) {
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

  private async _loadDetail(): Promise<void> {
    const id = this._assignment?.id;
    if (id === undefined) {
      this._detail = null;
      return;
    }
    const { work } = this._client;
    const [versions, holders, extensions] = await Promise.all([
      work.versions(id),
      work.holders(id),
      work.extensions(id)
    ]);
    if (id === this._assignment?.id) {
      this._detail = { assignmentId: id, versions, holders, extensions };
    }
  }

  private async _loadLimits(): Promise<void> {
    this._limits ??= await this._client.work.limits();
  }

  private _at(
    what: (id: string) => Promise<unknown>,
    place: ActPlace
  ): Promise<boolean> {
    const id = this._assignment?.id;
    return id === undefined
      ? Promise.resolve(false)
      : this._renewAfter(() => what(id), place);
  }

  /** Do it, and bring the page up to date behind it: what was asked for is done without that. */
  private async _renewAfter(
    what: () => Promise<unknown>,
    place: ActPlace
  ): Promise<boolean> {
    const done = await this._acts.do(what, place);
    if (done) {
      void this._options.refresh();
    }
    return done;
  }

  private async _set(id: string, change: AssignmentChange): Promise<void> {
    this._options.context.take(await this._client.changeAssignment(id, change));
  }

  private get _client(): IPageOptions['client'] {
    return this._options.client;
  }

  private get _assignment(): Assignment | null {
    return this._options.context.assignment;
  }

  private readonly _acts: CourseActs;
  private readonly _burst = new Burst(
    () => void this._options.refresh(),
    BURST
  );
  private readonly _changed = new Signal<this, void>(this);
  private _progress: ReadonlyMap<string, AssignmentProgress> | null = null;
  private _detail: IAssignmentDetail | null = null;
  private _limits: ServiceLimits | null = null;
  private _preview: VersionPreview | null = null;
  private _proposal: IProposal | null = null;
  private _loaded: string | null = null;
  private _isDisposed = false;
}

/** What changes the counts, or what is set. */
const WANTED: ReadonlySet<IServiceEvent['type']> = new Set([
  'assignment_changed',
  'assignment_released',
  'course_changed',
  'extension_changed',
  'grading_failed',
  'submission_graded',
  'submission_received',
  'version_built'
]);
