import { Burst } from '../burst';
import type { IServiceEventData } from '../live-events';
import type { SubmissionDetailModel } from './submission-detail';

/** Milliseconds for which places in the queue are collected before they are shown. */
const BURST = 200;

/** Places in the queue that pushes tell, for the submission that is shown: nothing is asked for them. */
export class QueueMoves {
  constructor(private readonly _detail: SubmissionDetailModel) {}

  /** Hear of a submission's new place. */
  take(submissionId: string, place: IServiceEventData): void {
    this._moved.set(submissionId, place);
    this._burst.push();
  }

  dispose(): void {
    this._burst.dispose();
  }

  private _show(): void {
    const moved = new Map(this._moved);
    this._moved.clear();
    const { submission } = this._detail;
    const place = moved.get(submission?.id ?? '');
    // It may have begun meanwhile, or be queued once more.
    if (
      submission &&
      place?.job_id &&
      place.job_id === submission.job_id &&
      submission.state === 'queued'
    ) {
      const { eta, position } = place;
      this._detail.show({ ...submission, position, eta });
    }
  }

  private readonly _moved = new Map<string, IServiceEventData>();
  private readonly _burst = new Burst(() => this._show(), BURST);
}
