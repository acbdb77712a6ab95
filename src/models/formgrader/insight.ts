import { Signal, type ISignal } from '@lumino/signaling';
import type { AssignmentInsight, TestInsight } from '../../api/schemas';
import { Burst } from '../burst';
import type { IServiceEvent } from '../live-events';
import type { IPageModel, IPageOptions } from './page';
import { TestCorrectionModel } from './test-correction';

/** Milliseconds for which changes of scores are collected: a class at work makes many, and all of it is asked for. */
const BURST = 2_000;

/** How the chosen assignment went, and a test of it that is corrected. */
export class InsightModel implements IPageModel {
  constructor(private readonly _options: IPageOptions) {
    this.correction = new TestCorrectionModel(_options);
    this.correction.changed.connect(() => this._changed.emit());
  }

  /** What becomes of the chosen test. */
  readonly correction: TestCorrectionModel;

  /** null before the first answer, and without an assignment. */
  get insight(): AssignmentInsight | null {
    return this._insight;
  }

  /** The chosen test. */
  get test(): TestInsight | null {
    const key = this._testKey;
    return this._insight?.tests.find(one => testKey(one) === key) ?? null;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Look at one test; null = none. */
  selectTest(test: TestInsight | null): void {
    this._testKey = test && testKey(test);
    this.correction.change.forgetError();
    this._changed.emit();
  }

  async load(): Promise<void> {
    const assignmentId = this._assignmentId;
    if (assignmentId === null) {
      this._insight = null;
      return;
    }
    const insight = await this._options.client.insight.of(assignmentId);
    if (assignmentId === this._assignmentId) {
      this._insight = insight;
      await this.correction.load();
    }
  }

  reset(): void {
    if (this._insight?.assignment_id !== this._assignmentId) {
      this._insight = null;
      this._testKey = null;
      this.correction.reset();
    }
  }

  onEvent(event: IServiceEvent): boolean {
    const here = event.assignment_id === this._assignmentId;
    if (event.type === 'regrade_ready') {
      this.correction.change.heard();
    } else if (
      (here || event.assignment_id === null) &&
      CHANGES.has(event.type)
    ) {
      this._burst.push();
    }
    return true;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._burst.dispose();
      this.correction.dispose();
      Signal.clearData(this);
    }
  }

  private get _assignmentId(): string | null {
    return this._options.context.assignment?.id ?? null;
  }

  private readonly _burst = new Burst(
    () => void this._options.refresh(),
    BURST
  );
  private readonly _changed = new Signal<this, void>(this);
  private _insight: AssignmentInsight | null = null;
  private _testKey: string | null = null;
  private _isDisposed = false;
}

/** What tells a test from the others of its assignment. */
export function testKey(test: TestInsight): string {
  return JSON.stringify([test.notebook, test.question, test.test]);
}

/** Events after which it may have gone otherwise. */
const CHANGES: ReadonlySet<IServiceEvent['type']> = new Set([
  'assignment_changed',
  'course_changed',
  'extension_changed',
  'grading_failed',
  'submission_graded',
  'submission_received'
]);
