import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

/** A notebook that can be run; cells are those with code. */
export interface IRunnable {
  readonly cells: number;
  /** Begin with a fresh kernel. Rejects when there is none. */
  restart(): Promise<void>;
  /** Resolves with whether the cell ended without an error. */
  run(cell: number): Promise<boolean>;
  interrupt(): Promise<void>;
}

/** How far running a notebook is; `done` cells have run. */
export type RunState =
  | { kind: 'idle' }
  | { kind: 'running' | 'stopped' | 'failed'; done: number; cells: number }
  | { kind: 'done'; cells: number }
  | { kind: 'broken' };

/** Runs a notebook from top to bottom, up to the first error, until it is cancelled. */
export class RunAllModel implements IDisposable {
  constructor(private readonly _runnable: IRunnable) {}

  get state(): RunState {
    return this._state;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Run all. Never rejects: `state` says how it ended. */
  async run(): Promise<void> {
    if (this._state.kind === 'running') {
      return;
    }
    const { cells } = this._runnable;
    this._cancelled = false;
    this._set({ kind: 'running', done: 0, cells });
    try {
      await this._runnable.restart();
      for (let done = 0; done < cells && !this._cancelled; done++) {
        if (!(await this._runnable.run(done))) {
          this._set({
            kind: this._cancelled ? 'stopped' : 'failed',
            done,
            cells
          });
          return;
        }
        this._set({ kind: 'running', done: done + 1, cells });
      }
    } catch {
      // Whatever it was, the kernel is gone.
      this._set({ kind: 'broken' });
      return;
    }
    const { done } = this._state as { done: number };
    this._set(
      done < cells ? { kind: 'stopped', done, cells } : { kind: 'done', cells }
    );
  }

  /** Stop at the cell that runs. */
  async cancel(): Promise<void> {
    if (this._state.kind === 'running') {
      this._cancelled = true;
      await this._runnable.interrupt();
    }
  }

  /** Also stops. */
  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      void this.cancel();
      Signal.clearData(this);
    }
  }

  private _set(state: RunState): void {
    this._state = state;
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private _state: RunState = { kind: 'idle' };
  private _cancelled = false;
  private _isDisposed = false;
}
