import { Signal, type ISignal } from '@lumino/signaling';
import type {
  Enrollment,
  Extension,
  Role,
  RosterPreview,
  TodoItem
} from '../../api/schemas';
import { dueOf, dueQuery, type IDue } from '../../due-work';
import type { IServiceEvent } from '../live-events';
import { CourseActs } from './course-acts';
import type { IPageModel, IPageOptions } from './page';
import type { PlaceQuery } from './place';

/** A roster as somebody wants to import it. */
export interface IRosterFile {
  csv: string;
  /** Withdraw those with a role of the file who are not in it. */
  withdrawMissing: boolean;
}

/** Who is in a course: where each row comes from, sections, roles, extensions. */
export class StudentsModel implements IPageModel {
  constructor(private readonly _options: IPageOptions) {
    this._acts = new CourseActs(_options, () => this._changed.emit());
  }

  /** By name in the hub; null before the first answer. */
  get people(): readonly Enrollment[] | null {
    return this._people;
  }

  /** Those of `people` that are listed: all, or whose work is due. */
  get listed(): readonly Enrollment[] | null {
    const { due } = this;
    if (due === null) {
      return this._people;
    }
    const users = new Set(due === 'nobody' ? [] : due.users);
    return this._people?.filter(({ user }) => users.has(user)) ?? null;
  }

  /** Whose work is due, where nobody else is listed: as Home has it, or nobody's any more; null = all are listed. */
  get due(): TodoItem | 'nobody' | null {
    return this._due;
  }

  /** Those that count; null before the first answer. */
  get extensions(): readonly Extension[] | null {
    return this._extensions;
  }

  /** Who is looked at. */
  get person(): Enrollment | null {
    return this._people?.find(p => p.user === this._user) ?? null;
  }

  /** Whether the pane beside the table is that of an import. */
  get importing(): boolean {
    return this._importing;
  }

  /** What the file would change; null while none was looked at. */
  get preview(): RosterPreview | null {
    return this._preview;
  }

  /** What an import has changed; null when there was none since the pane was opened. */
  get imported(): RosterPreview | null {
    return this._imported;
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

  /** Extensions of a person: own ones, and those of the person's section. */
  extensionsOf(person: Enrollment): readonly Extension[] {
    return (this._extensions ?? []).filter(
      one =>
        one.user === person.user ||
        (person.role === 'student' &&
          one.section !== null &&
          one.section !== undefined &&
          one.section === person.section)
    );
  }

  select(user: string): void {
    this._user = user;
    this._importing = false;
    this._changed.emit();
  }

  get query(): PlaceQuery {
    return this._wanted ? dueQuery(this._wanted) : {};
  }

  follow(query: PlaceQuery): void {
    this._wanted = dueOf(query);
    this._due = null;
    if (this._wanted) {
      // Not everybody while the names are on their way.
      this._people = null;
    }
  }

  /** List everybody again. */
  showAll(): void {
    this._wanted = null;
    this._due = null;
    this._changed.emit();
  }

  /** Begin to import a roster. */
  openImport(): void {
    this._importing = true;
    this.forgetPreview();
  }

  /** The file is another one now: what it would change is not known. */
  forgetPreview(): void {
    this._preview = null;
    this._imported = null;
    this._changed.emit();
  }

  /** Give a person a role and a section. Resolves to whether that was done. */
  async enroll(
    user: string,
    role: Role,
    section: string | null
  ): Promise<boolean> {
    const done = await this._acts.do(courseId =>
      this._options.client.roster.enroll(courseId, user, { role, section })
    );
    if (done) {
      this._user = user;
      await this._options.refresh();
    }
    return done;
  }

  /** Ask what importing a file would change. */
  previewImport(file: IRosterFile): Promise<boolean> {
    return this._acts.do(async courseId => {
      this._imported = null;
      this._preview = await this._options.client.roster.preview(courseId, {
        csv: file.csv,
        withdraw_missing: file.withdrawMissing
      });
    });
  }

  /** Import the file as the preview has shown. */
  async import(file: IRosterFile): Promise<boolean> {
    const digest = this._preview?.digest;
    const done = await this._acts.do(async courseId => {
      this._imported = await this._options.client.roster.import(courseId, {
        csv: file.csv,
        withdraw_missing: file.withdrawMissing,
        digest
      });
      this._preview = null;
    });
    if (done) {
      await this._options.refresh();
    }
    return done;
  }

  reset(): void {
    if (this._loaded !== this._courseId) {
      this._people = null;
      this._extensions = null;
      this._user = null;
      this._importing = false;
      this._preview = null;
      this._imported = null;
    }
  }

  async load(): Promise<void> {
    const courseId = this._courseId;
    if (courseId === null) {
      this._people = [];
      this._extensions = [];
      return;
    }
    const { roster } = this._options.client;
    const wanted = this._wantedHere();
    const [people, extensions, due] = await Promise.all([
      roster.people(courseId),
      roster.extensions(courseId),
      wanted && this._whoIsDue(courseId, wanted)
    ]);
    if (courseId === this._courseId && wanted === this._wanted) {
      this._due = due;
      this._loaded = courseId;
      this._people = people;
      this._extensions = extensions;
    }
  }

  onEvent(event: IServiceEvent): boolean {
    // Nothing else tells of people; what is about one person's work is not shown here, but for who is due.
    if (event.type === 'extension_changed' || this._wanted) {
      void this._options.refresh();
    }
    return event.type !== 'course_changed';
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      Signal.clearData(this);
    }
  }

  /** What is asked for; another course knows nothing of it. */
  private _wantedHere(): IDue | null {
    const { assignments } = this._options.context;
    if (!assignments?.some(({ id }) => id === this._wanted?.assignmentId)) {
      this._wanted = null;
    }
    return this._wanted;
  }

  private async _whoIsDue(
    courseId: string,
    { assignmentId, kind }: IDue
  ): Promise<TodoItem | 'nobody'> {
    const { items } = await this._options.client.todo(courseId);
    const found = items.find(
      item => item.kind === kind && item.assignment_id === assignmentId
    );
    return found ?? 'nobody';
  }

  private get _courseId(): string | null {
    return this._options.context.course?.id ?? null;
  }

  private readonly _acts: CourseActs;
  private readonly _changed = new Signal<this, void>(this);
  private _people: readonly Enrollment[] | null = null;
  private _extensions: readonly Extension[] | null = null;
  private _wanted: IDue | null = null;
  private _due: TodoItem | 'nobody' | null = null;
  private _user: string | null = null;
  private _importing = false;
  private _preview: RosterPreview | null = null;
  private _imported: RosterPreview | null = null;
  private _loaded: string | null = null;
  private _isDisposed = false;
}
