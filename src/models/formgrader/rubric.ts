import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { RubricItem, ScoreChangePreview } from '../../api/schemas';
import { openChange } from './open-change';
import type { IPageOptions } from './page';

/** What becomes of an item. */
export interface IItemChange {
  text?: string;
  points?: number;
  removed?: boolean;
}

/** The rubric of an assignment, and a change of it that is looked at. */
export class RubricModel implements IDisposable {
  constructor(private readonly _options: IPageOptions) {}

  get items(): readonly RubricItem[] {
    return this._items;
  }

  /** A change of an item that graded work has, before it counts; null: none is looked at. */
  get preview(): ScoreChangePreview | null {
    return this._preview;
  }

  /** Why the last change was not taken. */
  get error(): unknown {
    return this._error;
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
    if (assignmentId === null || this._preview) {
      return;
    }
    const preview = await openChange(this._changes, assignmentId, 'rubric');
    if (assignmentId === this._assignmentId && !this._preview && preview) {
      this._preview = preview;
      this._changed.emit();
    }
  }

  /** Never rejects, as what follows: `error` says why something was not taken. */
  add(question: string, text: string, points: number): Promise<void> {
    return this._try(async assignmentId => {
      await this._client.addItem(assignmentId, { question, text, points });
      await this.load();
    });
  }

  /** Change an item; where graded work has it, show what that makes of scores first. */
  edit(item: RubricItem, change: IItemChange): Promise<void> {
    // Refused where somebody else has changed it since it was shown here.
    const seen = { text: item.text, points: item.points };
    return this._try(async assignmentId => {
      const touches =
        change.removed ||
        (change.points !== undefined && change.points !== item.points);
      if (item.uses && touches) {
        const proposed = await this._client.proposeItem(assignmentId, item.id, {
          removed: false,
          reason: '',
          seen,
          ...change
        });
        this._preview = await this._changes.preview(proposed.id);
        return;
      }
      await this._client.editItem(assignmentId, item.id, {
        removed: false,
        seen,
        ...change
      });
      await this.load();
    });
  }

  /** Let the change that is looked at count, or not. */
  decide(apply: boolean): Promise<void> {
    return this._try(async () => {
      const preview = this._preview;
      if (preview) {
        await (apply
          ? this._changes.apply(preview.id, 'all')
          : this._changes.discard(preview.id));
        this._preview = null;
        await this._options.refresh();
      }
    });
  }

  reset(): void {
    this._items = [];
    this._preview = null;
    this._error = null;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      Signal.clearData(this);
    }
  }

  private get _client() {
    return this._options.client.manual;
  }

  private get _changes() {
    return this._options.client.scoreChanges;
  }

  private get _assignmentId(): string | null {
    return this._options.context.assignment?.id ?? null;
  }

  private async _try(
    act: (assignmentId: string) => Promise<void>
  ): Promise<void> {
    const assignmentId = this._assignmentId;
    if (!assignmentId) {
      return;
    }
    try {
      this._error = null;
      await act(assignmentId);
    } catch (reason) {
      this._error = reason;
    }
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private _items: readonly RubricItem[] = [];
  private _preview: ScoreChangePreview | null = null;
  private _error: unknown = null;
  private _isDisposed = false;
}
