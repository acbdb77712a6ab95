import type { IDisposable } from '@lumino/disposable';

/**
 * Does once what many pushes ask for: some time after the first of them.
 *
 * Unlike Lumino's Throttler it hears what comes while it acts: that is told once more.
 */
export class Burst implements IDisposable {
  constructor(
    private readonly _act: () => void,
    private readonly _milliseconds: number
  ) {}

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  push(): void {
    if (!this._isDisposed) {
      this._timer ??= setTimeout(() => {
        this._timer = undefined;
        this._act();
      }, this._milliseconds);
    }
  }

  dispose(): void {
    this._isDisposed = true;
    clearTimeout(this._timer);
  }

  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _isDisposed = false;
}
