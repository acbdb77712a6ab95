import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { IAutogradeClient } from '../api/client';
import type { ILocalAssignment, IStatus } from '../api/local';
import type { ILiveEvents, IServiceEvent } from './live-events';
import { Refresher } from './refresher';

/** The assignments of one course. */
export interface ICourseAssignments {
  courseId: string;
  course: string;
  assignments: ILocalAssignment[];
}

/** From how many assignments on a search field pays. */
export const MANY = 8;

/** All assignments of the user, and what is fetched of them. All state is the server's. */
export class AssignmentsModel implements IDisposable {
  constructor(options: AssignmentsModel.IOptions) {
    this._client = options.client;
    this._live = options.live;
    this._live.serviceEvent.connect(this._onServiceEvent, this);
    this._live.outboxChanged.connect(this._onPush, this);
    this._live.refreshWanted.connect(this._onPush, this);
  }

  /** null before the first answer. */
  get assignments(): readonly ILocalAssignment[] | null {
    return this._assignments;
  }

  /** Why the last question got no answer; null when it did. `assignments` is then out of date. */
  get error(): unknown {
    return this._error;
  }

  get loading(): boolean {
    return this._loading;
  }

  /** The service is away: what is shown is the last that is known. */
  get stale(): boolean {
    return (
      this._error !== null ||
      (this._assignments?.length === 0
        ? this._status?.reachable === false
        : (this._assignments?.some(assignment => assignment.stale) ?? false))
    );
  }

  /** Whether this server knows a service at all. */
  get configured(): boolean {
    return this._status?.configured ?? true;
  }

  /** What names are searched for. */
  get filter(): string {
    return this._filter;
  }

  set filter(filter: string) {
    this._filter = filter;
    this._changed.emit();
  }

  get hasMany(): boolean {
    return (this._assignments?.length ?? 0) >= MANY;
  }

  /** Assignments that something is being done with because of a click. */
  get busy(): ReadonlySet<string> {
    return this._busy;
  }

  /** What the filter leaves, by course, in the order of the service. */
  get courses(): ICourseAssignments[] {
    const wanted = this._filter.trim().toLocaleLowerCase();
    const courses = new Map<string, ICourseAssignments>();
    for (const assignment of this._assignments ?? []) {
      const words = `${assignment.course} ${assignment.name}`;
      if (wanted && !words.toLocaleLowerCase().includes(wanted)) {
        continue;
      }
      const id = assignment.course_id;
      const group = courses.get(id) ?? {
        courseId: id,
        course: assignment.course,
        assignments: []
      };
      group.assignments.push(assignment);
      courses.set(id, group);
    }
    return [...courses.values()];
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Ask the server. Never rejects: an error is kept in `error`. */
  refresh(): Promise<void> {
    return this._refresher.refresh();
  }

  /** Forget a submission that the service refused. */
  forget(assignmentId: string, outboxId: string): Promise<void> {
    return this.during(assignmentId, () => this._client.forget(outboxId));
  }

  /** Run `work`, which changes nothing, while `busy` has the assignment. */
  async whileLooking<T>(
    assignmentId: string,
    work: () => Promise<T>
  ): Promise<T> {
    this._busy.add(assignmentId);
    this._changed.emit();
    try {
      return await work();
    } finally {
      this._busy.delete(assignmentId);
      this._changed.emit();
    }
  }

  /** Run `work` while `busy` has the assignment, then ask the server what is true. */
  during<T>(assignmentId: string, work: () => Promise<T>): Promise<T> {
    return this.whileLooking(assignmentId, async () => {
      try {
        return await work();
      } finally {
        await this.refresh();
      }
    });
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      Signal.clearData(this);
    }
  }

  private async _load(): Promise<void> {
    this._loading = true;
    this._changed.emit();
    try {
      this._status ??= await this._client.status();
      if (this._status.configured) {
        this._assignments = await this._client.localAssignments();
        // An empty list does not say whether it is out of date, nor a service that was away who asks.
        if (this._assignments.length === 0 || this._status.user === null) {
          this._status = await this._client.status();
        }
      }
      this._error = null;
    } catch (reason) {
      this._error = reason;
    }
    this._loading = false;
    this._changed.emit();
  }

  private _onServiceEvent(_: ILiveEvents, event: IServiceEvent): void {
    const mine = event.user === null || event.user === this._status?.user;
    if (mine && event.type !== 'notebook_saved') {
      this._onPush();
    }
  }

  private _onPush(): void {
    if (this._assignments) {
      void this.refresh();
    }
  }

  private readonly _client: IAutogradeClient;
  private readonly _live: ILiveEvents;
  private readonly _refresher = new Refresher(() => this._load());
  private readonly _changed = new Signal<this, void>(this);
  private readonly _busy = new Set<string>();
  private _assignments: ILocalAssignment[] | null = null;
  private _status: IStatus | null = null;
  private _error: unknown = null;
  private _loading = false;
  private _filter = '';
  private _isDisposed = false;
}

export namespace AssignmentsModel {
  export interface IOptions {
    client: IAutogradeClient;
    live: ILiveEvents;
  }
}
