import type { IServiceClient } from '../../api/client';
import { Refresher } from '../refresher';

const NONE: ReadonlySet<string> = new Set();

/** Submissions with an open request about their grade. */
export class AskedAbout {
  constructor(private readonly _options: AskedAbout.IOptions) {}

  get ids(): ReadonlySet<string> {
    return this._ids;
  }

  /** Ask which they are. Rejects with ApiError. */
  async load(): Promise<void> {
    const [courseId, assignmentId] = this._options.place();
    if (courseId === null) {
      return;
    }
    const wanted = `${courseId} ${assignmentId ?? ''}`;
    this._wanted = wanted;
    const requests = await this._options.client.requests(courseId, {
      state: 'open',
      assignment_id: assignmentId ?? undefined
    });
    if (wanted === this._wanted) {
      this._ids = new Set(requests.map(request => request.submission_id));
    }
  }

  /** Ask once more, and show them. Never rejects. */
  refresh(): Promise<void> {
    return this._refresher.refresh();
  }

  forget(): void {
    this._wanted = null;
    this._ids = NONE;
  }

  private async _refresh(): Promise<void> {
    try {
      await this.load();
      this._options.show();
    } catch (reason) {
      this._options.report(reason);
    }
  }

  private readonly _refresher = new Refresher(() => this._refresh());
  private _wanted: string | null = null;
  private _ids = NONE;
}

export namespace AskedAbout {
  export interface IOptions {
    client: Pick<IServiceClient, 'requests'>;
    /** The course, and the assignment; null = all of them. */
    place(): [courseId: string | null, assignmentId: string | null];
    /** Show others. */
    show(): void;
    /** Say why they did not come. */
    report(reason: unknown): void;
  }
}
