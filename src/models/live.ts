import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { IServiceClient } from '../api/client';
import type { StreamState } from '../api/local';
import type { Course, LiveClassroom, LiveNotebook } from '../api/schemas';
import { keyOf } from '../live-notebooks';
import { LEADERS, STAFF } from '../roles';
import type { ILiveEvents, IServiceEvent } from './live-events';
import { LiveTailModel } from './live-tail';
import { Refresher } from './refresher';

/** Milliseconds between two questions at least, however many people save. */
const GAP = 700;

/** Milliseconds after which all is asked for again: who saves no more turns idle, or stuck, without a push. */
const HEARTBEAT = 30_000;

/** What students work on, as the service knows it from their saves. Asks only while somebody looks. */
export class LiveModel implements IDisposable {
  constructor(options: LiveModel.IOptions) {
    this._client = options.client;
    this._live = options.live;
    this.tail = new LiveTailModel(this._client);
    this._live.serviceEvent.connect(this._onServiceEvent, this);
    this._live.refreshWanted.connect(this._onRefreshWanted, this);
    this._live.connectionChanged.connect(this._onConnection, this);
  }

  /** The notebook that is looked at. */
  readonly tail: LiveTailModel;

  /** Courses whose students the user may see; null before the first answer. */
  get courses(): readonly Course[] | null {
    return this._courses;
  }

  get course(): Course | null {
    return this._courses?.find(c => c.id === this._courseId) ?? null;
  }

  /** null before the first answer. */
  get classroom(): LiveClassroom | null {
    return this._classroom;
  }

  /** Whether the user may switch it on and off. */
  get canSwitch(): boolean {
    return this.course !== null && LEADERS.has(this.course.role);
  }

  /** Whether a switch was asked for and not yet answered. */
  get busy(): boolean {
    return this._busy;
  }

  /** How pushes come. */
  get connection(): StreamState {
    return this._live.connection;
  }

  /** Why the last question got no answer; null when it did. What is shown is then out of date. */
  get error(): unknown {
    return this._error;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** This moment by the clock of the service, from which all times come. */
  now(): Date {
    return new Date(Date.now() + this._ahead);
  }

  /** Say whether somebody looks. */
  watch(watched: boolean): void {
    if (watched !== this._watched) {
      this._watched = watched;
      if (watched) {
        void this.refresh();
      } else {
        this._stop();
      }
    }
  }

  /** Ask the service for all that is shown. Never rejects: an error is kept in `error`. */
  refresh(): Promise<void> {
    this._coursesWanted = true;
    return this._refresher.refresh();
  }

  selectCourse(courseId: string): void {
    if (courseId !== this._courseId) {
      this._setCourse(courseId);
      void this.refresh();
    }
  }

  /** Show the last cells of one notebook; null = of none. */
  selectNotebook(key: string | null): void {
    this.tail.show(this._courseId, this._find(key));
    this._changed.emit();
  }

  /** Switch the live classroom of a course on or off. Rejects with ApiError. */
  async setEnabled(
    courseId: string,
    enabled: boolean,
    days: number
  ): Promise<void> {
    this._busy = true;
    this._changed.emit();
    try {
      const classroom = await this._client.setLive(courseId, { enabled, days });
      this._take(courseId, classroom);
    } finally {
      this._busy = false;
      this._changed.emit();
    }
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._stop();
      this.tail.dispose();
      Signal.clearData(this);
    }
  }

  private _setCourse(courseId: string | null): void {
    this._courseId = courseId;
    this._classroom = null;
    this.tail.show(courseId, null);
    this._changed.emit();
  }

  private async _load(): Promise<void> {
    this._stop();
    this._began = Date.now();
    try {
      if (this._coursesWanted) {
        await this._loadCourses();
        this._coursesWanted = false;
      }
      const courseId = this._courseId;
      if (courseId !== null) {
        this._take(courseId, await this._client.live(courseId));
      }
      this._error = null;
    } catch (reason) {
      this._error = reason;
    }
    if (this._isDisposed) {
      return;
    }
    this._changed.emit();
    this._refreshAt(this._began + HEARTBEAT);
  }

  private async _loadCourses(): Promise<void> {
    const courses = await this._client.courses();
    this._courses = courses.filter(course => STAFF.has(course.role));
    if (!this.course) {
      this._setCourse(this._courses[0]?.id ?? null);
    }
  }

  private _take(courseId: string, classroom: LiveClassroom): void {
    if (courseId !== this._courseId) {
      return;
    }
    this._classroom = classroom;
    this._ahead = new Date(classroom.now).getTime() - Date.now();
    const { notebook } = this.tail;
    if (notebook) {
      this.tail.show(courseId, this._find(keyOf(notebook)));
    }
  }

  private _find(key: string | null): LiveNotebook | null {
    const { notebooks = [] } = this._classroom ?? {};
    return notebooks.find(notebook => keyOf(notebook) === key) ?? null;
  }

  /** Ask at a time, or at an earlier one that is set already. */
  private _refreshAt(time: number): void {
    if (!this._watched || (this._timer && this._timerAt <= time)) {
      return;
    }
    this._stop();
    this._timerAt = time;
    this._timer = setTimeout(
      () => {
        this._timer = undefined;
        void this._refresher.refresh();
      },
      Math.max(0, time - Date.now())
    );
  }

  private _stop(): void {
    clearTimeout(this._timer);
    this._timer = undefined;
  }

  private _onServiceEvent(_: ILiveEvents, event: IServiceEvent): void {
    const here = event.course_id === this._courseId || event.course_id === null;
    if (here && (event.type === 'notebook_saved' || event.user === null)) {
      this._refreshAt(this._began + GAP);
    }
  }

  private _onRefreshWanted(): void {
    if (this._watched) {
      void this.refresh();
    }
  }

  private _onConnection(): void {
    this._changed.emit();
  }

  private readonly _client: IServiceClient;
  private readonly _live: ILiveEvents;
  private readonly _refresher = new Refresher(() => this._load());
  private readonly _changed = new Signal<this, void>(this);
  private _watched = false;
  private _courses: readonly Course[] | null = null;
  private _coursesWanted = true;
  private _courseId: string | null = null;
  private _classroom: LiveClassroom | null = null;
  /** Milliseconds that the clock of the service is ahead of that of the browser. */
  private _ahead = 0;
  private _began = 0;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _timerAt = 0;
  private _busy = false;
  private _error: unknown = null;
  private _isDisposed = false;
}

export namespace LiveModel {
  export interface IOptions {
    client: IServiceClient;
    live: ILiveEvents;
  }
}
