import { Signal, type ISignal } from '@lumino/signaling';
import type { IDisposable } from '@lumino/disposable';
import type { IServiceClient } from '../api/client';
import type { Person } from '../api/schemas';
import { LEADERS, STAFF } from '../roles';
import type { ILiveEvents } from './live-events';
import { Refresher } from './refresher';

/** Who the user is to the service. Only shows and hides things: the service decides what is allowed. */
export class PersonModel implements IDisposable {
  constructor(options: { client: IServiceClient; live: ILiveEvents }) {
    this._client = options.client;
    this._live = options.live;
    this._live.refreshWanted.connect(this._onRefreshWanted, this);
  }

  /** null as long as the service has not answered. */
  get person(): Person | null {
    return this._person;
  }

  /** Whether the user may see everybody's submissions in some course. */
  get isStaff(): boolean {
    return (
      this._person?.courses.some(course => STAFF.has(course.role)) ?? false
    );
  }

  /** Whether the user may release assignments in some course. */
  get isLeader(): boolean {
    return (
      this._person?.courses.some(course => LEADERS.has(course.role)) ?? false
    );
  }

  /** Whether the user may see everybody's submissions in a course. */
  isStaffOf(courseId: string): boolean {
    const course = this._person?.courses.find(({ id }) => id === courseId);
    return course !== undefined && STAFF.has(course.role);
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Ask the service. Never rejects: who is unknown sees what students see. */
  refresh(): Promise<void> {
    return this._refresher.refresh();
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      Signal.clearData(this);
    }
  }

  private async _load(): Promise<void> {
    const known = JSON.stringify(this._person);
    this._person = await this._client.me().catch(() => this._person);
    if (JSON.stringify(this._person) !== known) {
      this._changed.emit();
    }
  }

  private _onRefreshWanted(): void {
    void this.refresh();
  }

  private readonly _client: IServiceClient;
  private readonly _live: ILiveEvents;
  private readonly _refresher = new Refresher(() => this._load());
  private readonly _changed = new Signal<this, void>(this);
  private _person: Person | null = null;
  private _isDisposed = false;
}
