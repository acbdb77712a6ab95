import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { ILocalAssignment } from '../api/local';
import type { AssignmentsModel } from './assignments';

const HOUR = 3_600_000;

/** How near a due time is when it is told: within a day, within an hour. */
export type Nearness = 'day' | 'hour';

const BANDS: readonly [Nearness, number][] = [
  ['hour', HOUR],
  ['day', 24 * HOUR]
];

/** The longest that a browser's timer waits, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** Nothing was handed in, and the due time is near. */
export interface IDueSoon {
  assignment: ILocalAssignment;
  due: string;
  nearness: Nearness;
}

/** Where it is kept what was told before: the browser's own storage, which other users of a hub share. */
export type IMemory = Pick<Storage, 'getItem' | 'setItem'>;

const KEY = 'jupyter-autograde:told-due-times';
/** Those that are kept: more than anybody has assignments in a term. */
const MOST_TOLD = 200;

/** Watches the due times of the user's assignments: tells each once when it is near, and asks what is so after it. */
export class Deadlines implements IDisposable {
  constructor(private readonly _options: Deadlines.IOptions) {
    _options.assignments.changed.connect(this.look, this);
  }

  /** Some are near that were not told so before. */
  get dueSoon(): ISignal<this, readonly IDueSoon[]> {
    return this._dueSoon;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      clearTimeout(this._timer);
      this._options.assignments.changed.disconnect(this.look, this);
      Signal.clearData(this);
    }
  }

  /** Look at the clock now. */
  look(): void {
    const now = Date.now();
    const { assignments, isStaffOf, isVisible, user } = this._options;
    const name = user();
    const moments: number[] = [];
    const near: IDueSoon[] = [];
    for (const assignment of assignments.assignments ?? []) {
      for (const at of [assignment.due_at, assignment.closes_at]) {
        if (at && Date.parse(at) > now) {
          moments.push(Date.parse(at));
        }
      }
      const { due_at: due } = assignment;
      if (due && isOwed(assignment) && !isStaffOf(assignment.course_id)) {
        const at = Date.parse(due);
        moments.push(...BANDS.map(([, length]) => at - length));
        const band = BANDS.find(([, length]) => at - now < length);
        if (at > now && band && isVisible()) {
          near.push({ assignment, due, nearness: band[0] });
        }
      }
    }
    this._waitFor(moments, now);
    // Before it is known who somebody is, nobody is warned.
    if (name !== null) {
      this._tell(near, `${KEY} ${name}`);
    }
  }

  private _waitFor(moments: readonly number[], now: number): void {
    clearTimeout(this._timer);
    const next = Math.min(...moments.filter(moment => moment > now));
    if (Number.isFinite(next)) {
      // What is so then, the service says: lateness, and whether it is closed.
      this._timer = setTimeout(
        () => void this._options.assignments.refresh(),
        Math.min(next - now, LONGEST)
      );
    }
  }

  private _tell(near: readonly IDueSoon[], key: string): void {
    const told = [...this._recall(key), ...this._told];
    const fresh = near.filter(one => !told.includes(nameOf(one)));
    if (fresh.length > 0) {
      this._told.push(...fresh.map(nameOf));
      this._keep(key, [...told, ...fresh.map(nameOf)].slice(-MOST_TOLD));
      this._dueSoon.emit(fresh);
    }
  }

  private _recall(key: string): string[] {
    try {
      return parse(this._options.memory().getItem(key));
    } catch (reason) {
      console.warn('What was told of due times can not be read:', reason);
      return [];
    }
  }

  private _keep(key: string, names: readonly string[]): void {
    try {
      this._options.memory().setItem(key, JSON.stringify([...new Set(names)]));
    } catch (reason) {
      // Told again in the next page is better than not told at all.
      console.warn('What was told of due times can not be kept:', reason);
    }
  }

  /** What this page has told: for a browser that keeps nothing. */
  private readonly _told: string[] = [];

  private readonly _dueSoon = new Signal<this, readonly IDueSoon[]>(this);
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _isDisposed = false;
}

/** What is remembered of a warning: another due time is another one. */
function nameOf({ assignment, due, nearness }: IDueSoon): string {
  return `${assignment.id} ${due} ${nearness}`;
}

/** Whether something is still expected of the user. */
function isOwed({
  my_submission: mine,
  pending,
  state
}: ILocalAssignment): boolean {
  return state === 'released' && !mine && pending?.state !== 'waiting';
}

/** What another page, or an older release, has written there. */
function parse(text: string | null): string[] {
  try {
    const told: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(told) ? told.map(String) : [];
  } catch {
    return [];
  }
}

export namespace Deadlines {
  export interface IOptions {
    assignments: Pick<AssignmentsModel, 'assignments' | 'changed' | 'refresh'>;
    /** Throws where the browser gives none. */
    memory(): IMemory;
    /** Who is warned; null as long as that is not known. */
    user(): string | null;
    /** Of whom nothing is expected. */
    isStaffOf(courseId: string): boolean;
    /** Whether somebody can see this page; of several pages the one in front tells. */
    isVisible(): boolean;
  }
}
