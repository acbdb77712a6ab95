import type { IAutogradeClient } from '../api/client';
import type { IComparison, IRestored } from '../api/own-work';
import type { Submission } from '../api/schemas';
import type { KeptFile } from '../downloads';
import { noReceiptKey } from './fault';
import { FollowedModel } from './followed-model';
import type { ILiveEvents, IServiceEvent } from './live-events';

/** The user's attempts at one assignment, and what can be done with them. All state is the server's. */
export class AttemptsModel extends FollowedModel {
  constructor(private readonly _options: AttemptsModel.IOptions) {
    super(_options.live);
  }

  /** Newest first; null before the first answer. */
  get attempts(): readonly Submission[] | null {
    return this._attempts;
  }

  /** What has changed since one of them; null when none is compared. */
  get comparison(): IComparison | null {
    return this._comparison;
  }

  /** What was put back last. */
  get restored(): IRestored | null {
    return this._restored;
  }

  /** The attempt that something is being done with because of a click. */
  get busy(): string | null {
    return this._busy;
  }

  /** Why what was clicked came to nothing, until the next click; else why the list could not be loaded. */
  get error(): unknown {
    return this._failed === null ? super.error : this._failed.reason;
  }

  /** Do again what `error` is about. Never rejects. */
  retry(): Promise<void> {
    return this._failed ? this._failed.again() : this.refresh();
  }

  /** See what has changed since an attempt. Never rejects. */
  compare(submissionId: string): Promise<void> {
    return this._during(submissionId, async () => {
      await this._options.save();
      this._comparison =
        await this._options.client.ownWork.compare(submissionId);
    });
  }

  /** Put an attempt back. Never rejects. */
  restore(submissionId: string): Promise<void> {
    const restore = async (): Promise<void> => {
      // What is on the screen must be what goes into the backup.
      await this._options.save();
      const restored = await this._options.client.ownWork.restore(submissionId);
      this._comparison = null;
      this._restored = restored;
      await this._options.reload(restored.notebooks);
      if (this.isDisposed) {
        this._options.returned(restored);
      }
    };
    return this._during(submissionId, restore, this._options.missed);
  }

  /** Keep the receipt of an attempt as a file that can be checked without anybody. Never rejects. */
  keepReceipt(submissionId: string): Promise<void> {
    const { client, keep, missed } = this._options;
    const keepIt = async (): Promise<void> => {
      const [submission, keys] = await Promise.all([
        client.submission(submissionId),
        client.ownWork.receiptKeys()
      ]);
      const { receipt } = submission;
      const key = keys.find(one => one.key_id === receipt?.key_id);
      if (!receipt || !key) {
        throw noReceiptKey();
      }
      keep({
        name: `receipt-${submission.attempt}-${submission.id}.json`,
        media_type: 'application/json',
        encoding: 'text',
        content: `${JSON.stringify({ ...receipt, public_key: key.public_key }, null, 1)}\n`,
        rows: 1
      });
    };
    return this._during(submissionId, keepIt, missed);
  }

  protected async load(): Promise<void> {
    const { assignmentId, client } = this._options;
    const { name } = await client.me();
    this._attempts = await client.submissions(assignmentId, { user: name });
  }

  protected concerns(event: IServiceEvent): boolean {
    return event.assignment_id === this._options.assignmentId;
  }

  /**
   * One thing at a time: a click while another is under way does nothing.
   *
   * `missed` is told what went wrong where nobody sees it any more.
   */
  private async _during(
    submissionId: string,
    work: () => Promise<void>,
    missed?: (reason: unknown) => void
  ): Promise<void> {
    if (this._busy !== null) {
      return;
    }
    this._busy = submissionId;
    this._restored = null;
    this._failed = null;
    this.tell();
    try {
      await work();
    } catch (reason) {
      this._failed = {
        reason,
        again: () => this._during(submissionId, work, missed)
      };
      if (this.isDisposed) {
        missed?.(reason);
      }
    }
    this._busy = null;
    this.tell();
  }

  private _attempts: readonly Submission[] | null = null;
  private _comparison: IComparison | null = null;
  private _restored: IRestored | null = null;
  private _busy: string | null = null;
  private _failed: { reason: unknown; again(): Promise<void> } | null = null;
}

export namespace AttemptsModel {
  export interface IOptions {
    client: IAutogradeClient;
    live: ILiveEvents;
    assignmentId: string;
    /** Save what is open of the assignment; rejects when that fails. */
    save(): Promise<void>;
    /** Show files anew that were written behind the back of an open document. */
    reload(paths: readonly string[]): Promise<void>;
    /** Give the user a file. */
    keep(file: KeptFile): void;
    /** Say why something came to nothing whose place on the screen has been closed. */
    missed(reason: unknown): void;
    /** Say that an attempt was put back, as above. */
    returned(restored: IRestored): void;
  }
}
