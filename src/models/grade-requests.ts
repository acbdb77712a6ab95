import type { IServiceClient } from '../api/client';
import type { GradeRequest } from '../api/schemas';
import { FollowedModel } from './followed-model';
import type { ILiveEvents, IServiceEvent } from './live-events';

/** What the user asks about the grade of one own submission. All state is the service's. */
export class GradeRequestsModel extends FollowedModel {
  constructor(private readonly _options: GradeRequestsModel.IOptions) {
    super(_options.live);
  }

  /** Newest first; null before the first answer. */
  get requests(): readonly GradeRequest[] | null {
    return this._requests;
  }

  /** Names of the questions that can be asked about. */
  get questions(): readonly string[] {
    return this._questions;
  }

  /** Why something was not withdrawn, until the next click; else why the list could not be loaded. */
  get error(): unknown {
    return this._refused === null ? super.error : this._refused.reason;
  }

  /** Ask the staff; `question` null = about the whole grade. Rejects with ApiError. */
  async ask(text: string, question: string | null): Promise<void> {
    const { client, submissionId } = this._options;
    this._refused = null;
    await client.askAboutGrade(submissionId, text, question);
    await this.refresh();
  }

  /** Want no answer any more. Never rejects: an error is kept in `error`. */
  async withdraw(requestId: string): Promise<void> {
    this._refused = null;
    try {
      await this._options.client.withdrawRequest(requestId);
    } catch (reason) {
      this._refused = { requestId, reason };
    }
    await this.refresh();
  }

  /** Do again what `error` is about, where that can still be done. Never rejects. */
  retry(): Promise<void> {
    const wanted = this._requests?.find(
      ({ id, state }) => id === this._refused?.requestId && state === 'open'
    );
    this._refused = null;
    return wanted ? this.withdraw(wanted.id) : this.refresh();
  }

  protected async load(): Promise<void> {
    const { client, submissionId } = this._options;
    const [feedback, requests] = await Promise.all([
      client.feedback(submissionId),
      client.requestsAbout(submissionId)
    ]);
    this._questions = feedback.result?.questions.map(one => one.name) ?? [];
    this._requests = requests;
  }

  protected concerns(event: IServiceEvent): boolean {
    const { request_id: request, submission_id: submission } = event.data;
    return request !== undefined && submission === this._options.submissionId;
  }

  private _refused: { requestId: string; reason: unknown } | null = null;
  private _requests: readonly GradeRequest[] | null = null;
  private _questions: readonly string[] = [];
}

export namespace GradeRequestsModel {
  export interface IOptions {
    client: IServiceClient;
    live: ILiveEvents;
    submissionId: string;
  }
}
