/** Which rows of a table are chosen, to do something with all of them. Each change makes another set. */
export class Marks {
  constructor(private readonly _tell: () => void) {}

  get ids(): ReadonlySet<string> {
    return this._ids;
  }

  /** Choose some rows, or take them out. */
  mark(ids: readonly string[], marked: boolean): void {
    const next = new Set(this._ids);
    ids.forEach(id => (marked ? next.add(id) : next.delete(id)));
    this._take(next);
  }

  clear(): void {
    this._take(new Set());
  }

  /** Take those out that are not shown any more: nobody acts on what can't be seen. Tells nobody. */
  keep(shown: readonly { id: string }[] | null): void {
    if (this._ids.size > 0) {
      const next = (shown ?? []).filter(({ id }) => this._ids.has(id));
      if (next.length < this._ids.size) {
        this._ids = new Set(next.map(({ id }) => id));
      }
    }
  }

  private _take(ids: ReadonlySet<string>): void {
    this._ids = ids;
    this._tell();
  }

  private _ids: ReadonlySet<string> = new Set();
}
