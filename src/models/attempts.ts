import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { IAutogradeClient } from '../api/client';
import type { IComparison, IRestored } from '../api/own-work';
import type { Submission } from '../api/schemas';
import type { KeptFile } from '../downloads';
import type { ILiveEvents, IServiceEvent } from './live-events';
import { Refresher } from './refresher';

/** The user's attempts at one assignment, and what can be done with them. All state is the server's. */
export class AttemptsModel implements IDisposable {
  constructor(private readonly _options: AttemptsModel.IOptions) {
    _options.live.serviceEvent.connect(this._onServiceEvent, this);
    _options.live.refreshWanted.connect(this._onRefreshWanted, this);
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

  /** Why what was asked last got no answer; null when it did. */
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
    return this._during(submissionId, async () => {
      // What is on the screen must be what goes into the backup.
      await this._options.save();
      const restored = await this._options.client.ownWork.restore(submissionId);
      this._comparison = null;
      this._restored = restored;
      await this._options.reload(restored.notebooks);
    });
  }

  /** The receipt of an attempt as a file that can be checked without anybody. Null, and `error` says why. */
  async receipt(submissionId: string): Promise<KeptFile | null> {
    let file: KeptFile | null = null;
    await this._during(submissionId, async () => {
      const { client } = this._options;
      const [submission, keys] = await Promise.all([
        client.submission(submissionId),
        client.ownWork.receiptKeys()
      ]);
      const { receipt } = submission;
      const key = keys.find(one => one.key_id === receipt?.key_id);
      file = {
        name: `receipt-${submission.attempt}-${submission.id}.json`,
        media_type: 'application/json',
        encoding: 'text',
        content: `${JSON.stringify({ ...receipt, public_key: key?.public_key ?? null }, null, 1)}\n`,
        rows: 1
      };
    });
    return file;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      Signal.clearData(this);
    }
  }

  private async _load(): Promise<void> {
    const { assignmentId, client } = this._options;
    try {
      const { name } = await client.me();
      this._attempts = await client.submissions(assignmentId, { user: name });
      this._error = null;
    } catch (reason) {
      this._error = reason;
    }
    this._changed.emit();
  }

  private async _during(
    submissionId: string,
    work: () => Promise<void>
  ): Promise<void> {
    this._busy = submissionId;
    this._restored = null;
    this._error = null;
    this._changed.emit();
    try {
      await work();
    } catch (reason) {
      this._error = reason;
    }
    this._busy = null;
    this._changed.emit();
  }

  private _onServiceEvent(_: ILiveEvents, event: IServiceEvent): void {
    if (event.assignment_id === this._options.assignmentId) {
      void this.refresh();
    }
  }

  private _onRefreshWanted(): void {
    void this.refresh();
  }

  private readonly _refresher = new Refresher(() => this._load());
  private readonly _changed = new Signal<this, void>(this);
  private _attempts: readonly Submission[] | null = null;
  private _comparison: IComparison | null = null;
  private _restored: IRestored | null = null;
  private _busy: string | null = null;
  private _error: unknown = null;
  private _isDisposed = false;
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
  }
}
