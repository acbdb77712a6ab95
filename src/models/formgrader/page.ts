import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import type { IServiceClient } from '../../api/client';
import type { IServiceEvent } from '../live-events';
import type { CourseContext } from './course-context';
import type { PlaceQuery } from './place';

/** What a page of the Formgrader is made with. */
export interface IPageOptions {
  client: IServiceClient;
  /** Loaded by the Formgrader before its page is. */
  context: CourseContext;
  /** Load all that is shown once more. Never rejects. */
  refresh(): Promise<void>;
  /** Say why something that the page asked for by itself did not come. */
  report(reason: unknown): void;
}

/** The state of one page of the Formgrader; made when it is first shown. */
export interface IPageModel extends IDisposable {
  readonly changed: ISignal<IPageModel, void>;

  /** Ask the service for what the page shows of the context's course and assignment. Rejects with ApiError. */
  load(): Promise<void>;

  /** What of the page's address is its own: its filters. None without it. */
  readonly query?: PlaceQuery;

  /** Be as an address says; `load` comes after it. */
  follow?(query: PlaceQuery): void;

  /** Forget what belongs to the course or the assignment from before. */
  reset(): void;

  /**
   * Hear of something in the context's course.
   *
   * Return true when the page brings itself up to date; otherwise all is loaded again where it is about no one person.
   */
  onEvent(event: IServiceEvent): boolean;
}
