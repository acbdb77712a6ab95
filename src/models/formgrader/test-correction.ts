import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { Which } from '../../api/score-changes';
import type {
  AssignmentVersion,
  TestInsight,
  VoidPolicy
} from '../../api/schemas';
import { CourseActs } from './course-acts';
import type { IPageOptions } from './page';
import { ScoreChangeModel } from './score-change';

/** A wrong test that is voided, or graded anew with a version in which it is mended: looked at before it counts. */
export class TestCorrectionModel implements IDisposable {
  constructor(private readonly _options: IPageOptions) {
    this._acts = new CourseActs(_options, () => this._changed.emit());
    this.change = new ScoreChangeModel({
      client: _options.client.scoreChanges,
      kinds: ['void', 'regrade'],
      tell: () => this._changed.emit()
    });
  }

  /** What a correction makes of scores; it may be of any test of the assignment. */
  readonly change: ScoreChangeModel;

  /** Versions that have been proven, the newest first; null before they are asked for. */
  get versions(): readonly AssignmentVersion[] | null {
    return this._versions;
  }

  /** Whether they are asked for. */
  get looksForVersions(): boolean {
    return this._acts.busy;
  }

  /** Why they did not come when they were asked for last; null when they did. */
  get versionsError(): unknown {
    return this._acts.refusalAt(VERSIONS);
  }

  /** A correction is on its way to the service. */
  get busy(): boolean {
    return this.change.busy;
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
    if (assignmentId !== null) {
      await this.change.load(assignmentId);
    }
  }

  /** Ask which versions there are to grade with. Never rejects, as what follows. */
  async loadVersions(): Promise<void> {
    const assignmentId = this._assignmentId;
    if (assignmentId === null) {
      return;
    }
    await this._acts.do(async () => {
      const versions = await this._options.client.work.versions(assignmentId);
      if (assignmentId === this._assignmentId) {
        this._versions = versions
          .filter(one => PROVEN.has(one.state))
          .sort((one, other) => other.number - one.number);
      }
    }, VERSIONS);
  }

  /** Propose that a test does not count. */
  async void(
    test: TestInsight,
    policy: VoidPolicy,
    reason: string
  ): Promise<void> {
    const assignmentId = this._assignmentId;
    if (assignmentId !== null) {
      await this.change.propose(client =>
        client.proposeVoid(assignmentId, {
          question: test.question,
          test: test.test,
          policy,
          reason
        })
      );
    }
  }

  /** Grade a test anew with another version; of each result nothing else changes. */
  async fix(test: TestInsight, version: number, reason: string): Promise<void> {
    const assignmentId = this._assignmentId;
    if (assignmentId !== null) {
      await this.change.propose(client =>
        client.startRegrade(assignmentId, {
          attempts: 'latest',
          question: test.question,
          test: test.test,
          version,
          reason
        })
      );
    }
  }

  /** Let what is looked at count; null = not. */
  async decide(which: Which | null): Promise<void> {
    const { change } = this;
    if (await (which === null ? change.discard() : change.apply(which))) {
      await this._options.refresh();
    }
  }

  /** Forget what belongs to another assignment. */
  reset(): void {
    this._versions = null;
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

  private get _assignmentId(): string | null {
    return this._options.context.assignment?.id ?? null;
  }

  private readonly _acts: CourseActs;
  private readonly _changed = new Signal<this, void>(this);
  private _versions: readonly AssignmentVersion[] | null = null;
  private _isDisposed = false;
}

/** Where it is said that they did not come. */
const VERSIONS = 'versions';

/** States of a version that can be graded with. */
const PROVEN: ReadonlySet<AssignmentVersion['state']> = new Set([
  'ready',
  'released'
]);
