import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ILiveEvents, IOutboxEvent } from '../models/live-events';

/** What people are told of submissions that are sent, or refused, after they clicked. */
export class SubmissionNotices {
  constructor(private readonly _options: SubmissionNotices.IOptions) {
    _options.live.outboxChanged.connect(this._onOutboxChanged, this);
  }

  /** The answer to the click has told the end of it. */
  told(outboxId: string): void {
    this._told.add(outboxId);
  }

  /** A notification says that it waits; it goes when that is over. */
  waits(outboxId: string, notificationId: string): void {
    this._waiting.set(outboxId, notificationId);
  }

  private _onOutboxChanged(_: ILiveEvents, event: IOutboxEvent): void {
    if (event.state === 'waiting') {
      return;
    }
    const waiting = this._waiting.get(event.id);
    if (waiting !== undefined) {
      Notification.dismiss(waiting);
      this._waiting.delete(event.id);
    }
    if (!this._told.delete(event.id) && !this._options.isInHand(event)) {
      this._tell(event);
    }
  }

  private _tell(event: IOutboxEvent): void {
    const { trans } = this._options;
    const name = event.notebook.split('/').at(-1);
    if (event.state === 'acknowledged') {
      if (!this._options.tellsSent()) {
        return;
      }
      Notification.success(
        trans.__('“%1” has been sent: attempt #%2.', name, event.attempt),
        { autoClose: 10_000 }
      );
    } else if (event.state === 'refused') {
      Notification.error(
        trans.__(
          '“%1” was not accepted. The Assignments panel says why.',
          name
        ),
        { autoClose: false }
      );
    }
  }

  private readonly _told = new Set<string>();
  private readonly _waiting = new Map<string, string>();
}

export namespace SubmissionNotices {
  export interface IOptions {
    live: ILiveEvents;
    trans: TranslationBundle;
    /** Whether the user wants to hear of what was sent; of what was refused everybody does. */
    tellsSent(): boolean;
    /** Whether a click in this page still waits for its answer. */
    isInHand(event: IOutboxEvent): boolean;
  }
}
