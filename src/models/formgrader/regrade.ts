import type { IServiceClient } from '../../api/client';
import type { ScoreChangePreview } from '../../api/schemas';
import type { Which } from '../../api/score-changes';
import { Refresher } from '../refresher';
import { openChange } from './open-change';

/** A regrade of some submissions of an assignment: what it would change, before it counts. */
export class RegradeModel {
  constructor(
    private readonly _client: IServiceClient,
    private readonly _tell: () => void,
    private readonly _report: (reason: unknown) => void
  ) {}

  /** The open regrade of the assignment; null = there is none, or it is not known yet. */
  get preview(): ScoreChangePreview | null {
    return this._preview;
  }

  /** Whether something is on its way to the service. */
  get busy(): boolean {
    return this._busy;
  }

  /** Look for an open regrade: of another day too, and of other staff. Rejects with ApiError. */
  async load(assignmentId: string | null): Promise<void> {
    this._assignmentId = assignmentId;
    if (assignmentId === null) {
      this._preview = null;
      return;
    }
    const { scoreChanges } = this._client;
    const preview = await openChange(scoreChanges, assignmentId, 'regrade');
    if (assignmentId === this._assignmentId) {
      this._preview = preview;
    }
  }

  /** Grade submissions again without changing a score yet. Never rejects. */
  begin(
    assignmentId: string,
    submissions: string[],
    reason: string
  ): Promise<boolean> {
    return this._do(async () => {
      const { scoreChanges } = this._client;
      const change = await scoreChanges.startRegrade(assignmentId, {
        attempts: 'latest',
        submissions,
        reason
      });
      this._preview = await scoreChanges.preview(change.id);
    });
  }

  /** Make the scores count. Never rejects. */
  apply(which: Which): Promise<boolean> {
    return this._end(id => this._client.scoreChanges.apply(id, which));
  }

  /** Forget the new scores. Never rejects. */
  discard(): Promise<boolean> {
    return this._end(id => this._client.scoreChanges.discard(id));
  }

  /** All of it was graded: look again. */
  graded(): void {
    void this._refresher.refresh();
  }

  private _end(step: (id: string) => Promise<unknown>): Promise<boolean> {
    const id = this._preview?.id;
    return this._do(async () => {
      if (id !== undefined) {
        await step(id);
        this._preview = null;
      }
    });
  }

  private async _do(work: () => Promise<void>): Promise<boolean> {
    this._busy = true;
    this._tell();
    try {
      await work();
      return true;
    } catch (reason) {
      this._report(reason);
      return false;
    } finally {
      this._busy = false;
      this._tell();
    }
  }

  private async _look(): Promise<void> {
    const id = this._preview?.id;
    if (id === undefined) {
      return;
    }
    try {
      const preview = await this._client.scoreChanges.preview(id);
      if (id === this._preview?.id) {
        this._preview = preview;
      }
      this._tell();
    } catch (reason) {
      this._report(reason);
    }
  }

  private readonly _refresher = new Refresher(() => this._look());
  private _assignmentId: string | null = null;
  private _preview: ScoreChangePreview | null = null;
  private _busy = false;
}
