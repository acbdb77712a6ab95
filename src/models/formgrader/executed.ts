import type { ExecutedCells, ExecutedNotebook } from '../../api/schemas';
import type { ISubmissionsClient } from '../../api/submissions';

/** The notebooks of a submission as they were run: asked for when somebody wants to read them. */
export class ExecutedModel {
  constructor(
    private readonly _client: ISubmissionsClient,
    private readonly _tell: () => void
  ) {}

  /** null before the first answer. */
  get notebooks(): readonly ExecutedNotebook[] | null {
    return this._notebooks;
  }

  /** The one that is read; null = none, or it has not come. */
  get shown(): ExecutedCells | null {
    return this._shown;
  }

  get error(): unknown {
    return this._error;
  }

  /** Read one of a submission's, the first unless it is said which. Never rejects. */
  async read(submissionId: string, index?: number): Promise<void> {
    const wanted = ++this._wanted;
    this._shown = null;
    this._error = null;
    this._tell();
    try {
      const notebooks = await this._client.executed(submissionId);
      const first = notebooks[0]?.index;
      const which = index ?? first;
      const shown =
        which === undefined
          ? null
          : await this._client.executedCells(submissionId, which);
      if (wanted === this._wanted) {
        this._notebooks = notebooks;
        this._shown = shown;
      }
    } catch (reason) {
      if (wanted === this._wanted) {
        this._error = reason;
      }
    }
    this._tell();
  }

  /** Another submission is shown, or it was graded anew. */
  forget(): void {
    this._wanted += 1;
    this._notebooks = null;
    this._shown = null;
    this._error = null;
  }

  private _wanted = 0;
  private _notebooks: readonly ExecutedNotebook[] | null = null;
  private _shown: ExecutedCells | null = null;
  private _error: unknown = null;
}
