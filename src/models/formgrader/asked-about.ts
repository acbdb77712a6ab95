import type { IServiceClient } from '../../api/client';

const NONE: ReadonlySet<string> = new Set();

/** Submissions with an open request about their grade. */
export class AskedAbout {
  constructor(private readonly _client: Pick<IServiceClient, 'requests'>) {}

  get ids(): ReadonlySet<string> {
    return this._ids;
  }

  /** Ask which they are, of an assignment or of a course. Rejects with ApiError. */
  async load(courseId: string, assignmentId: string | null): Promise<void> {
    const wanted = `${courseId} ${assignmentId ?? ''}`;
    this._wanted = wanted;
    const requests = await this._client.requests(courseId, {
      state: 'open',
      assignment_id: assignmentId ?? undefined
    });
    if (wanted === this._wanted) {
      this._ids = new Set(requests.map(request => request.submission_id));
    }
  }

  forget(): void {
    this._wanted = null;
    this._ids = NONE;
  }

  private _wanted: string | null = null;
  private _ids = NONE;
}
