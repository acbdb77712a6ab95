import { Signal, type ISignal } from '@lumino/signaling';
import type { Todo } from '../../api/schemas';
import { Burst } from '../burst';
import type { IServiceEvent } from '../live-events';
import type { IPageModel, IPageOptions } from './page';
import { PassbackModel } from './passback';
import type { PlaceQuery } from './place';

/** Milliseconds for which what happens is collected before the work queue is asked for again. */
const BURST = 1_000;

/** In addresses: of which assignment the grades that could not be passed back are listed. */
const PASSBACK = 'passback';

/** The work queue of a course. */
export class HomeModel implements IPageModel {
  constructor(private readonly _options: IPageOptions) {
    this.passback = new PassbackModel(_options, () => this._changed.emit());
  }

  /** A list of grades in the place of the work queue, when it is open. */
  readonly passback: PassbackModel;

  /** null before the first answer. */
  get todo(): Todo | null {
    return this._todo;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get query(): PlaceQuery {
    const { assignmentId } = this.passback;
    return assignmentId === null ? {} : { [PASSBACK]: assignmentId };
  }

  follow(query: PlaceQuery): void {
    this.passback.open(query[PASSBACK] || null);
  }

  async load(): Promise<void> {
    const courseId = this._options.context.course?.id;
    if (courseId === undefined) {
      return;
    }
    const todo = await this._options.client.todo(courseId);
    if (courseId === this._options.context.course?.id) {
      this._todo = todo;
    }
    await this.passback.load();
  }

  reset(): void {
    // What is to be done is the course's: another assignment changes nothing of it.
    if (this._todo?.course_id !== this._options.context.course?.id) {
      this._todo = null;
      this.passback.open(null);
    }
  }

  /** Whatever happens to a student's work may change what is to be done; a class at work makes one question a second. */
  onEvent(event: IServiceEvent): boolean {
    if (event.type !== 'queue_moved') {
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

  private readonly _burst = new Burst(
    () => void this._options.refresh(),
    BURST
  );
  private readonly _changed = new Signal<this, void>(this);
  private _todo: Todo | null = null;
  private _isDisposed = false;
}
