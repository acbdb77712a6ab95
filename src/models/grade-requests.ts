import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { IServiceClient } from '../api/client';
import type { GradeRequest } from '../api/schemas';
import type { ILiveEvents, IServiceEvent } from './live-events';
import { Refresher } from './refresher';

/** What the user asks about the grade of one own submission. All state is the service's. */
export class GradeRequestsModel implements IDisposable {
  constructor(private readonly _options: GradeRequestsModel.IOptions) {
    _options.live.serviceEvent.connect(this._onServiceEvent, this);
    _options.live.refreshWanted.connect(this._onRefreshWanted, this);
  }

  /** Newest first; null before the first answer. */
  get requests(): readonly GradeRequest[] | null {
    return this._requests;
  }

  /** Names of the questions that can be asked about. */
  get questions(): readonly string[] {
    return this._questions;
  }

  /** Why the last question to the service, or a withdrawal, came to nothing. */
  get error(): unknown {
    return this._error;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Ask the service. Never rejects: an error is kept in `error`. */
  refresh(): Promise<void> {
    return this._refresher.refresh();
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
      this._error = error;
      this._changed.emit();
    }
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      Signal.clearData(this);
    }
  }

  private async _load(): Promise<void> {
    const { client, submissionId } = this._options;
    try {
      const [feedback, requests] = await Promise.all([
        client.feedback(submissionId),
        client.requestsAbout(submissionId)
      ]);
      this._questions = feedback.result?.questions.map(one => one.name) ?? [];
      this._requests = requests;
      this._error = null;
    } catch (reason) {
      this._error = reason;
    }
    this._changed.emit();
  }

  private _onServiceEvent(_: ILiveEvents, event: IServiceEvent): void {
    const { request_id: request, submission_id: submission } = event.data;
    if (request !== undefined && submission === this._options.submissionId) {
      void this.refresh();
    }
  }

  private _onRefreshWanted(): void {
    void this.refresh();
  }

  private readonly _refresher = new Refresher(() => this._load());
  private readonly _changed = new Signal<this, void>(this);
  private _requests: readonly GradeRequest[] | null = null;
  private _questions: readonly string[] = [];
  private _error: unknown = null;
  private _isDisposed = false;
}

export namespace GradeRequestsModel {
  export interface IOptions {
    client: IServiceClient;
    live: ILiveEvents;
    submissionId: string;
  }
}
