import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { IServiceClient } from '../../api/client';
import type { Grade, GradeRequest, Job, Submission } from '../../api/schemas';
import { ExecutedModel } from './executed';

/** Milliseconds for which a choice rests before it is asked for, when another was made as short a time before. */
const PAUSE = 150;

/** One submission with its grades and the job that made, or did not make, the newest. */
export class SubmissionDetailModel implements IDisposable {
  constructor(options: SubmissionDetailModel.IOptions) {
    this._client = options.client;
    this.executed = new ExecutedModel(options.client.many, () =>
      this._changed.emit()
    );
  }

  /** Its notebooks as they were run. */
  readonly executed: ExecutedModel;

  /** null = nothing is shown. */
  get submission(): Submission | null {
    return this._submission;
  }

  /** Newest first; null before the first answer. */
  get grades(): readonly Grade[] | null {
    return this._grades;
  }

  /** The newest job; null when there is none or it is not known yet. */
  get job(): Job | null {
    return this._job;
  }

  /** What its student asks about the grade, newest first; null before the first answer. */
  get requests(): readonly GradeRequest[] | null {
    return this._requests;
  }

  get error(): unknown {
    return this._error;
  }

  /** Whether grading again was asked for and not yet answered. */
  get busy(): boolean {
    return this._busy;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Id of the submission that is shown, or is asked for; null = none. */
  get wanted(): string | null {
    return this._wanted;
  }

  /**
   * Ask for a submission and show it; null = none.
   *
   * Whoever walks through a table by a held key is not asked for at each step, but where the walk ends.
   */
  open(submissionId: string | null): void {
    if (submissionId === this._wanted) {
      return;
    }
    const rests = Date.now() - this._openedAt >= PAUSE;
    this._openedAt = Date.now();
    this._wanted = submissionId;
    this._error = null;
    this.show(null);
    clearTimeout(this._timer);
    if (rests) {
      void this.look();
    } else {
      this._timer = setTimeout(() => void this.look(), PAUSE);
    }
  }

  /** Ask for the wanted submission once more. Never rejects: an error is kept in `error`. */
  async look(): Promise<void> {
    const wanted = this._wanted;
    if (wanted === null || this._isDisposed) {
      return;
    }
    try {
      const submission = await this._client.submission(wanted);
      if (wanted !== this._wanted) {
        return;
      }
      const missed = this._submission !== null && this._error !== null;
      this.show(submission);
      if (missed) {
        await this.refresh();
      }
    } catch (reason) {
      if (wanted === this._wanted) {
        this._error = reason;
        this._changed.emit();
      }
    }
  }

  /** Show `submission`; grades are asked for again when its state, score or job changed. */
  show(submission: Submission | null): void {
    const before = this._submission;
    this._submission = submission;
    if (before?.id !== submission?.id) {
      this._grades = null;
      this._job = null;
      this._requests = null;
      this._error = null;
      this.executed.forget();
    }
    this._changed.emit();
    if (
      submission &&
      (before?.id !== submission.id ||
        before.state !== submission.state ||
        before.job_id !== submission.job_id ||
        before.score !== submission.score ||
        before.pending !== submission.pending)
    ) {
      void this.refresh();
    }
  }

  /** Ask the service for all that is shown of it. Never rejects: an error is kept in `error`. */
  async refresh(): Promise<void> {
    const submission = this._submission;
    if (!submission) {
      this._error = null;
      this._changed.emit();
      return this.look();
    }
    try {
      const [grades, job, requests] = await Promise.all([
        this._client.grades(submission.id),
        submission.job_id ? this._client.job(submission.job_id) : null,
        this._client.requestsAbout(submission.id)
      ]);
      if (submission.id !== this._submission?.id) {
        return;
      }
      this._grades = grades;
      this._job = job;
      this._requests = requests;
      this._error = null;
    } catch (reason) {
      if (submission.id !== this._submission?.id) {
        return;
      }
      this._error = reason;
    }
    this._changed.emit();
  }

  /** Put the submission in the queue once more; older grades stay. Rejects with ApiError. */
  async gradeAgain(): Promise<Job | null> {
    const submission = this._submission;
    if (!submission) {
      return null;
    }
    this._busy = true;
    this._changed.emit();
    try {
      return await this._client.gradeAgain(submission.id);
    } finally {
      this._busy = false;
      this._changed.emit();
    }
  }

  /** Answer a request. Rejects with ApiError; what is so now is shown in any case. */
  async answer(requestId: string, text: string): Promise<void> {
    try {
      await this._client.answerRequest(requestId, text);
    } finally {
      await this.refresh();
    }
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      clearTimeout(this._timer);
      Signal.clearData(this);
    }
  }

  private readonly _client: IServiceClient;
  private readonly _changed = new Signal<this, void>(this);
  private _submission: Submission | null = null;
  private _wanted: string | null = null;
  private _openedAt = 0;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _grades: readonly Grade[] | null = null;
  private _job: Job | null = null;
  private _requests: readonly GradeRequest[] | null = null;
  private _error: unknown = null;
  private _busy = false;
  private _isDisposed = false;
}

export namespace SubmissionDetailModel {
  export interface IOptions {
    client: IServiceClient;
  }
}
