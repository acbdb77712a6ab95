/**
 * Runs a refresh, never two at a time: what is asked for meanwhile makes one more run at the end.
 *
 * Pushes come in bursts (received, started, graded); each asks for the truth of the server.
 */
export class Refresher {
  constructor(private readonly _run: () => Promise<void>) {}

  /** Resolves when a run that began after this call has ended. */
  refresh(): Promise<void> {
    if (!this._current) {
      this._current = this._start();
      return this._current;
    }
    this._next ??= this._current
      .catch(() => undefined)
      .then(() => {
        this._next = null;
        this._current = this._start();
        return this._current;
      });
    return this._next;
  }

  private _start(): Promise<void> {
    return this._run().finally(() => {
      if (!this._next) {
        this._current = null;
      }
    });
  }

  private _current: Promise<void> | null = null;
  private _next: Promise<void> | null = null;
}
