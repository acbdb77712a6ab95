import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

/** A notebook that can be run; cells are those with code. */
export interface IRunnable {
  readonly cells: number;
  /** Begin with a fresh kernel. Rejects when there is none. */
  restart(): Promise<void>;
  /** Resolves with whether the cell ended without an error. */
  run(cell: number): Promise<boolean>;
  /** Stop what runs. Rejects when the kernel can't be told. */
  interrupt(): Promise<void>;
}

/** How far running a notebook is; `done` cells have run. */
export type RunState =
  | { kind: 'idle' | 'restarting' }
  | { kind: 'running' | 'stopped' | 'failed'; done: number; cells: number }
  | { kind: 'done'; cells: number }
  /** There is no fresh kernel; or the one that ran does not answer. */
  | { kind: 'broken' | 'lost' };

/** Whether cells run, or are about to. */
export function isUnderWay({ kind }: RunState): boolean {
  return kind === 'restarting' || kind === 'running';
}

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
    if (isUnderWay(this._state)) {
      return;
    }
    this._cancelled = false;
    this._set({ kind: 'restarting' });
    try {
      await this._runnable.restart();
    } catch {
      this._set({ kind: 'broken' });
      return;
    }
    const run = ++this._runs;
    let end: RunState;
    try {
      end = await this._runCells(run);
    } catch {
      // The kernel was lost on the way: a cell that fails does not reject.
      end = { kind: 'lost' };
    }
    // A run that was given up has ended for whoever looks.
    if (run === this._runs) {
      this._set(end);
    }
  }

  /** Stop at the cell that runs. Never rejects: `state` says that the kernel can't be told. */
  async cancel(): Promise<void> {
    if (!isUnderWay(this._state)) {
      return;
    }
    this._cancelled = true;
    if (this._state.kind === 'restarting') {
      // There is nothing to interrupt; no cell will begin.
      return;
    }
    try {
      await this._runnable.interrupt();
    } catch {
      this._runs++;
      this._set({ kind: 'lost' });
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

  private async _runCells(run: number): Promise<RunState> {
    const { cells } = this._runnable;
    for (let done = 0; done < cells; done++) {
      if (this._cancelled) {
        return { kind: 'stopped', done, cells };
      }
      this._set({ kind: 'running', done, cells });
      const passed = await this._runnable.run(done);
      if (run !== this._runs) {
        break;
      }
      if (!passed) {
        return { kind: this._cancelled ? 'stopped' : 'failed', done, cells };
      }
    }
    return { kind: 'done', cells };
  }

  private _set(state: RunState): void {
    this._state = state;
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private _state: RunState = { kind: 'idle' };
  /** How many runs began or were given up: what an older one finds does not count. */
  private _runs = 0;
  private _cancelled = false;
  private _isDisposed = false;
}
