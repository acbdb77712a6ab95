import type { PassbackItems } from '../../api/schemas';
import type { IPageOptions } from './page';

/** The grades of an assignment that could not be passed back to its platform, and those that are chosen of them. */
export class PassbackModel {
  constructor(
    private readonly _options: IPageOptions,
    private readonly _tell: () => void
  ) {}

  /** Id of the assignment; null = the list is not shown. */
  get assignmentId(): string | null {
    return this._assignmentId;
  }

  /** null before the first answer. */
  get items(): PassbackItems | null {
    return this._items;
  }

  /** Ids of items. */
  get chosen(): ReadonlySet<string> {
    return this._chosen;
  }

  get busy(): boolean {
    return this._busy;
  }

  /** How many were sent again last; null = none were, since the list was opened. */
  get sent(): number | null {
    return this._sent;
  }

  /** Show the list of an assignment, or none. */
  open(assignmentId: string | null): void {
    if (assignmentId !== this._assignmentId) {
      this._assignmentId = assignmentId;
      this._items = null;
      this._chosen = new Set();
      this._sent = null;
    }
  }

  async load(): Promise<void> {
    const { _assignmentId: assignmentId } = this;
    const courseId = this._options.context.course?.id;
    if (assignmentId === null || courseId === undefined) {
      return;
    }
    const items = await this._options.client.failedPassback(
      courseId,
      assignmentId
    );
    if (assignmentId === this._assignmentId) {
      this._items = items;
      const there = new Set(items.items.map(one => one.id));
      this._chosen = new Set([...this._chosen].filter(id => there.has(id)));
    }
  }

  choose(id: string, wanted: boolean): void {
    this._chosen = new Set(this._chosen);
    if (wanted) {
      this._chosen.add(id);
    } else {
      this._chosen.delete(id);
    }
    this._tell();
  }

  /** Send those that are chosen again; without any, all that are listed. Never rejects. */
  async sendAgain(): Promise<void> {
    const courseId = this._options.context.course?.id;
    const ids = this._chosen.size
      ? [...this._chosen]
      : (this._items?.items ?? []).map(one => one.id);
    if (this._busy || courseId === undefined || ids.length === 0) {
      return;
    }
    this._busy = true;
    this._tell();
    try {
      const done = await this._options.client.sendGradesAgain(courseId, ids);
      this._sent = done.count;
      this._chosen = new Set();
      await this._options.refresh();
    } catch (reason) {
      this._options.report(reason);
    } finally {
      this._busy = false;
      this._tell();
    }
  }

  private _assignmentId: string | null = null;
  private _items: PassbackItems | null = null;
  private _chosen: ReadonlySet<string> & Set<string> = new Set();
  private _busy = false;
  private _sent: number | null = null;
}
