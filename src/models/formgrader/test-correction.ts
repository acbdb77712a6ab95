import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type {
  AssignmentVersion,
  ScoreChangePreview,
  TestInsight,
  VoidPolicy
} from '../../api/schemas';
import { openChange } from './open-change';
import type { IPageOptions } from './page';

/** Milliseconds between two looks at a regrade that is under way. */
const LOOK = 2_000;

/** A wrong test that is voided, or graded anew with a version in which it is mended: looked at before it counts. */
export class TestCorrectionModel implements IDisposable {
  constructor(private readonly _options: IPageOptions) {}

  /** What a correction makes of scores; null: none is looked at. It may be of any test of the assignment. */
  get preview(): ScoreChangePreview | null {
    return this._preview;
  }

  /** Versions that have been proven, the newest first; null before they are asked for. */
  get versions(): readonly AssignmentVersion[] | null {
    return this._versions;
  }

  /** Why the last step was not taken. */
  get error(): unknown {
    return this._error;
  }

  /** Something is on its way to the service. */
  get busy(): boolean {
    return this._busy;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Look for a correction that somebody has begun and not decided. Rejects with ApiError. */
  async load(): Promise<void> {
    const assignmentId = this._assignmentId;
    if (assignmentId === null || this._busy) {
      return;
    }
    const preview = await openChange(
      this._changes,
      assignmentId,
      'void',
      'regrade'
    );
    if (assignmentId === this._assignmentId && !this._busy) {
      this._show(preview);
    }
  }

  /** Ask which versions there are to grade with. Never rejects, as what follows. */
  loadVersions(): Promise<void> {
    return this._try(async assignmentId => {
      const versions = await this._options.client.work.versions(assignmentId);
      this._versions = versions
        .filter(one => PROVEN.has(one.state))
        .sort((one, other) => other.number - one.number);
    });
  }

  /** Propose that a test does not count. */
  void(test: TestInsight, policy: VoidPolicy, reason: string): Promise<void> {
    return this._try(async assignmentId => {
      const change = await this._changes.proposeVoid(assignmentId, {
        question: test.question,
        test: test.test,
        policy,
        reason
      });
      this._show(await this._changes.preview(change.id));
    });
  }

  /** Grade a test anew with another version; of each result nothing else changes. */
  fix(test: TestInsight, version: number, reason: string): Promise<void> {
    return this._try(async assignmentId => {
      const change = await this._changes.startRegrade(assignmentId, {
        attempts: 'latest',
        question: test.question,
        test: test.test,
        version,
        reason
      });
      this._show(await this._changes.preview(change.id));
    });
  }

  /** Let what is looked at count, or not. */
  async decide(apply: boolean): Promise<void> {
    const preview = this._preview;
    if (!preview) {
      return;
    }
    await this._try(async () => {
      await (apply
        ? this._changes.apply(preview.id, 'all')
        : this._changes.discard(preview.id));
      this._show(null);
    });
    if (this._error === null) {
      await this._options.refresh();
    }
  }

  /** Forget what was done about another test; what is not decided stays in sight while the assignment does. */
  reset(): void {
    this._error = null;
    if (this._preview?.assignment_id !== this._assignmentId) {
      this._versions = null;
      this._show(null);
    }
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      clearTimeout(this._timer);
      Signal.clearData(this);
    }
  }

  /** A regrade is looked at again until all of it is done. */
  private _show(preview: ScoreChangePreview | null): void {
    this._preview = preview;
    clearTimeout(this._timer);
    if (preview?.counts.waiting && !this._isDisposed) {
      this._timer = setTimeout(() => void this._lookAgain(preview.id), LOOK);
    }
    this._changed.emit();
  }

  private async _lookAgain(changeId: string): Promise<void> {
    try {
      const preview = await this._changes.preview(changeId);
      if (this._preview?.id === changeId) {
        this._show(preview);
      }
    } catch (reason) {
      this._error = reason;
      this._changed.emit();
    }
  }

  private async _try(
    act: (assignmentId: string) => Promise<void>
  ): Promise<void> {
    const assignmentId = this._assignmentId;
    if (assignmentId === null || this._busy) {
      return;
    }
    this._busy = true;
    this._error = null;
    this._changed.emit();
    try {
      await act(assignmentId);
    } catch (reason) {
      this._error = reason;
    }
    this._busy = false;
    this._changed.emit();
  }

  private get _changes() {
    return this._options.client.scoreChanges;
  }

  private get _assignmentId(): string | null {
    return this._options.context.assignment?.id ?? null;
  }

  private readonly _changed = new Signal<this, void>(this);
  private _preview: ScoreChangePreview | null = null;
  private _versions: readonly AssignmentVersion[] | null = null;
  private _error: unknown = null;
  private _busy = false;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _isDisposed = false;
}

/** States of a version that can be graded with. */
const PROVEN: ReadonlySet<AssignmentVersion['state']> = new Set([
  'ready',
  'released'
]);
