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

  /** Ask the staff; `question` null = about the whole grade. Rejects with ApiError. */
  async ask(text: string, question: string | null): Promise<void> {
    const { client, submissionId } = this._options;
    await client.askAboutGrade(submissionId, text, question);
    await this.refresh();
  }

  /** Want no answer any more. Never rejects: an error is kept in `error`. */
  async withdraw(requestId: string): Promise<void> {
    let error: unknown = null;
    try {
      await this._options.client.withdrawRequest(requestId);
    } catch (reason) {
      error = reason;
    }
    await this.refresh();
    // Of the two the first says more: why the click did nothing.
    if (error !== null) {
      this.fault = error;
      this.tell();
    }
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
