import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { Cluster, CopyScoreCounts } from '../../api/schemas';
import type { IAnswerPlace } from './manual-walk';
import type { IPageOptions } from './page';

/** Which answers to a question are alike, so that they can be graded as one. */
export class AlikeModel implements IDisposable {
  constructor(private readonly _options: IPageOptions) {}

  /** The question that was asked about; null: none yet. */
  get question(): string | null {
    return this._question;
  }

  /** The largest first; null: not known yet. */
  get clusters(): readonly Cluster[] | null {
    return this._clusters;
  }

  /** What became of the score of an answer that was given to those like it; null: it was not, or not just now. */
  countsOf(place: IAnswerPlace): CopyScoreCounts | null {
    const { at, counts } = this._copied ?? {};
    return counts && at === this.of(place) ? counts : null;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** The answers that are like one, itself included; null: none is, or nobody has asked. */
  of(place: IAnswerPlace | null): Cluster | null {
    return place && place.question === this._question
      ? (this._clusters?.find(one => one.works.includes(place.workId)) ?? null)
      : null;
  }

  /** Look for answers that are alike. Never rejects. */
  async find(question: string): Promise<void> {
    const assignmentId = this._options.context.assignment?.id;
    if (!assignmentId) {
      return;
    }
    this._question = question;
    this._clusters = null;
    this._copied = null;
    this._changed.emit();
    try {
      const clusters = await this._options.client.manual.clusters(
        assignmentId,
        question
      );
      if (question === this._question) {
        this._clusters = clusters;
      }
    } catch (reason) {
      this._question = null;
      this._options.report(reason);
    }
    this._changed.emit();
  }

  /** Give the score of an answer to those that are like it. Rejects with ApiError. */
  async copy(place: IAnswerPlace): Promise<void> {
    const cluster = this.of(place);
    const assignmentId = this._options.context.assignment?.id;
    const targets = cluster?.works.filter(one => one !== place.workId) ?? [];
    if (assignmentId && targets.length > 0) {
      const counts = await this._options.client.manual.copyScore(assignmentId, {
        question: place.question,
        source: place.workId,
        targets,
        again: false,
        reason: ''
      });
      this._copied = { at: cluster, counts };
      this._changed.emit();
    }
  }

  reset(): void {
    this._question = null;
    this._clusters = null;
    this._copied = null;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      Signal.clearData(this);
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private _question: string | null = null;
  private _clusters: readonly Cluster[] | null = null;
  private _copied: { at: Cluster | null; counts: CopyScoreCounts } | null =
    null;
  private _isDisposed = false;
}
