import type { IDisposable } from '@lumino/disposable';
import type { IScoreChangesClient, Which } from '../../api/score-changes';
import type { ScoreChange, ScoreChangePreview } from '../../api/schemas';
import { openChange } from './open-change';

/** Milliseconds between two looks at a regrade under way; that it is over is pushed, and pushes get lost. */
const LOOK = 10_000;

/** A change of scores that is looked at before it counts: a regrade, a voided test, another rubric. */
export class ScoreChangeModel implements IDisposable {
  constructor(private readonly _options: ScoreChangeModel.IOptions) {}

  /** What the open change makes of scores; null = there is none, or it is not known yet. */
  get preview(): ScoreChangePreview | null {
    return this._preview;
  }

  /** Why the last step was not taken, or what is shown may be out of date. */
  get error(): unknown {
    return this._error ?? this._missed;
  }

  /** Whether something is on its way to the service. */
  get busy(): boolean {
    return this._busy;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Look for an open change: of another day too, and of other staff. Rejects with ApiError.
   *
   * null: of no one assignment; what is open is looked at again.
   */
  async load(assignmentId: string | null): Promise<void> {
    if (this._busy) {
      return; // what is on its way shows what is so then
    }
    const turn = this._turn;
    const { client, kinds } = this._options;
    const preview =
      assignmentId !== null
        ? await openChange(client, assignmentId, ...kinds)
        : this._preview && (await client.preview(this._preview.id));
    if (turn === this._turn) {
      this._show(preview);
    }
  }

  /** Propose a change, and look at it. Never rejects; says whether it is shown. */
  propose(
    proposal: (client: IScoreChangesClient) => Promise<ScoreChange>
  ): Promise<boolean> {
    const { client } = this._options;
    return this._run(async () => client.preview((await proposal(client)).id));
  }

  /** Make the scores count. Never rejects. */
  apply(which: Which): Promise<boolean> {
    return this._end((client, id) => client.apply(id, which));
  }

  /** Forget the change. Never rejects. */
  discard(): Promise<boolean> {
    return this._end((client, id) => client.discard(id));
  }

  /** Hear that a regrade is over. */
  heard(): void {
    void this._lookAgain();
  }

  /** Forget why the last step was not taken. */
  forgetError(): void {
    if (this._error !== null) {
      this._error = null;
      this._options.tell();
    }
  }

  /** Forget what belongs to another assignment; what is on its way for it is not shown. */
  reset(): void {
    this._turn++;
    this._busy = false;
    this._error = null;
    this._show(null);
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._turn++;
      clearTimeout(this._timer);
    }
  }

  private _end(
    step: (client: IScoreChangesClient, changeId: string) => Promise<unknown>
  ): Promise<boolean> {
    const id = this._preview?.id;
    return this._run(async () => {
      if (id !== undefined) {
        await step(this._options.client, id);
      }
      return null;
    });
  }

  /**
   * Do something, one thing at a time; what it answers is looked at then, null = nothing any more.
   *
   * Never rejects: `error` says why it was not done. Says whether it was, and still is what the page is about.
   */
  private async _run(
    work: () => Promise<ScoreChangePreview | null>
  ): Promise<boolean> {
    if (this._busy) {
      return false;
    }
    const turn = ++this._turn;
    this._busy = true;
    this._error = null;
    this._options.tell();
    try {
      const preview = await work();
      if (turn !== this._turn) {
        return false;
      }
      this._busy = false;
      // What was asked for meanwhile may have been answered before this was done.
      this._turn++;
      this._show(preview);
      return true;
    } catch (reason) {
      // Of an assignment that was left nothing is said: there it shows what was done.
      if (turn === this._turn) {
        this._busy = false;
        this._error = reason;
        this._await();
      }
      return false;
    } finally {
      this._options.tell();
    }
  }

  /** What somebody else has decided is not open; what is not graded yet is looked at again. */
  private _show(preview: ScoreChangePreview | null): void {
    const open = preview?.state === 'open' ? preview : null;
    if (open && open.id !== this._preview?.id) {
      // What was refused was about another one, or about none.
      this._error = null;
    }
    this._preview = open;
    this._missed = null;
    this._await();
  }

  private _await(): void {
    clearTimeout(this._timer);
    if (this._preview?.counts.waiting && !this._isDisposed) {
      this._timer = setTimeout(() => void this._lookAgain(), LOOK);
    }
  }

  private async _lookAgain(): Promise<void> {
    const id = this._preview?.id;
    if (id === undefined || this._isDisposed) {
      return;
    }
    const turn = this._turn;
    try {
      const preview = await this._options.client.preview(id);
      if (turn === this._turn) {
        this._show(preview);
      }
    } catch (reason) {
      if (turn === this._turn) {
        this._missed = reason;
        this._await();
      }
    }
    this._options.tell();
  }

  private _preview: ScoreChangePreview | null = null;
  private _error: unknown = null;
  private _missed: unknown = null;
  private _busy = false;
  /** Grows with each act and each assignment: what was asked for before is out of date. */
  private _turn = 0;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _isDisposed = false;
}

export namespace ScoreChangeModel {
  export interface IOptions {
    client: IScoreChangesClient;
    /** The changes that it is about. */
    kinds: readonly ScoreChange['kind'][];
    /** Something is another. */
    tell(): void;
  }
}
