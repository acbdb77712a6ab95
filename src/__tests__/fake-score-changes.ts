import type { IScoreChangesClient, Which } from '../api/score-changes';
import type {
  RegradeRequest,
  ScoreChange,
  ScoreChangePreview,
  VoidRequest
} from '../api/schemas';
import type { Answer } from './fake-gradebook';
import { scoreChange } from './samples';

/** Changes of scores, in memory: whatever is proposed is `X1`. */
export class FakeScoreChanges implements IScoreChangesClient {
  constructor(private readonly _answer: Answer) {}

  listed: ScoreChange[] = [];
  /** What of a change is not as in the sample. */
  changed: Partial<ScoreChangePreview> = {};
  readonly regrades: RegradeRequest[] = [];
  readonly voids: VoidRequest[] = [];

  list(): Promise<ScoreChange[]> {
    return this._answer('scoreChanges', this.listed);
  }

  preview(changeId: string): Promise<ScoreChangePreview> {
    return this._answer(
      `scoreChange ${changeId}`,
      scoreChange({ id: changeId, ...this.changed })
    );
  }

  startRegrade(_: string, request: RegradeRequest): Promise<ScoreChange> {
    this.regrades.push(request);
    return this._answer('startRegrade', scoreChange());
  }

  proposeVoid(_: string, request: VoidRequest): Promise<ScoreChange> {
    this.voids.push(request);
    return this._answer('proposeVoid', scoreChange({ kind: 'void' }));
  }

  apply(changeId: string, which: Which): Promise<ScoreChangePreview> {
    this.listed = [];
    return this._answer(`apply ${changeId} ${which}`, scoreChange());
  }

  discard(changeId: string): Promise<ScoreChange> {
    this.listed = [];
    return this._answer(`discard ${changeId}`, scoreChange());
  }
}
