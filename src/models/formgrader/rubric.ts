import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import { ApiError } from '../../api/errors';
import type { RubricItem } from '../../api/schemas';
import { CourseActs } from './course-acts';
import type { IPageOptions } from './page';
import { ScoreChangeModel } from './score-change';

/** What becomes of an item. */
export interface IItemChange {
  text?: string;
  points?: number;
  removed?: boolean;
}

/** Where it is said why items were not changed. */
const PLACE = 'items';

/** The rubric of an assignment, and a change of it that is looked at. */
export class RubricModel implements IDisposable {
  constructor(private readonly _options: IPageOptions) {
    this._acts = new CourseActs(_options, () => this._changed.emit());
    this.change = new ScoreChangeModel({
      client: _options.client.scoreChanges,
      kinds: ['rubric'],
      tell: () => this._changed.emit()
    });
  }

  get items(): readonly RubricItem[] {
    return this._items;
  }

  /** A change of an item that graded work has, before it counts. */
  readonly change: ScoreChangeModel;

  /** Why an item was not added or changed at once; what went wrong with a change that is looked at is in `change`. */
  get error(): unknown {
    return this._acts.refusalAt(PLACE);
  }

  /** Something is on its way to the service. */
  get busy(): boolean {
    return this._acts.busy || this.change.busy;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  itemsOf(question: string | null): readonly RubricItem[] {
    return this._items.filter(item => item.question === question);
  }

  /** Rejects with ApiError. */
  async load(): Promise<void> {
    const assignmentId = this._assignmentId;
    const items = assignmentId ? await this._client.rubric(assignmentId) : [];
    if (assignmentId === this._assignmentId) {
      this._items = items;
      this._changed.emit();
    }
  }

  /** Look again at the newest change of the rubric that nobody has decided yet: the page was left meanwhile. */
  async resume(): Promise<void> {
    const assignmentId = this._assignmentId;
    if (assignmentId !== null) {
      await this.change.load(assignmentId);
      this._changed.emit();
    }
  }

  /** Never rejects, as what follows: `error`, or that of `change`, says why something was not taken. */
  async add(question: string, text: string, points: number): Promise<void> {
    const assignmentId = this._assignmentId;
    if (assignmentId !== null) {
      await this._do(() =>
        this._client.addItem(assignmentId, { question, text, points })
      );
    }
  }

  /** Change an item; where graded work has it, show what that makes of scores first. */
  async edit(item: RubricItem, change: IItemChange): Promise<void> {
    const assignmentId = this._assignmentId;
    if (assignmentId === null || this.busy) {
      return;
    }
    // Refused where somebody else has changed it since it was shown here.
    const seen = { text: item.text, points: item.points };
    const touches =
      change.removed ||
      (change.points !== undefined && change.points !== item.points);
    const wanted = { removed: false, seen, ...change };
    const propose = (): Promise<unknown> =>
      this.change.propose(() =>
        this._client.proposeItem(assignmentId, item.id, {
          reason: '',
          ...wanted
        })
      );
    if (item.uses && touches) {
      this._acts.forget();
      await propose();
      return;
    }
    let isUsed = false;
    await this._do(async () => {
      try {
        await this._client.editItem(assignmentId, item.id, wanted);
      } catch (reason) {
        // Somebody has graded by it since the rubric was read: this user perhaps.
        isUsed = reason instanceof ApiError && Boolean(reason.details.uses);
        if (!isUsed) {
          throw reason;
        }
      }
    });
    if (isUsed) {
      await propose();
    }
  }

  /** Let the change that is looked at count, or not. */
  async decide(apply: boolean): Promise<void> {
    this._acts.forget();
    if (await (apply ? this.change.apply('all') : this.change.discard())) {
      await this._options.refresh();
    }
  }

  /** Forget why the last change was not taken. */
  forgetError(): void {
    this._acts.forget();
    this.change.forgetError();
    this._changed.emit();
  }

  reset(): void {
    this._items = [];
    this._acts.forget();
    this.change.reset();
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this.change.dispose();
      Signal.clearData(this);
    }
  }

  /** Change items at once, one thing at a time. */
  private async _do(what: () => Promise<unknown>): Promise<void> {
    if (this.busy) {
      return;
    }
    this.change.forgetError();
    await this._acts.do(async () => {
      await what();
      await this.load();
    }, PLACE);
  }

  private get _client() {
    return this._options.client.manual;
  }

  private get _assignmentId(): string | null {
    return this._options.context.assignment?.id ?? null;
  }

  private readonly _acts: CourseActs;
  private readonly _changed = new Signal<this, void>(this);
  private _items: readonly RubricItem[] = [];
  private _isDisposed = false;
}
