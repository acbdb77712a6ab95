import type { ISubmissionsClient } from '../../api/submissions';

/** The files of many submissions on their way to the browser; one archive at a time. */
export class ArchiveDownload {
  constructor(
    private readonly _client: ISubmissionsClient,
    private readonly _tell: () => void
  ) {}

  /** How many submissions it is of; null = there is none, or somebody has read of it. */
  get count(): number | null {
    return this._count;
  }

  get running(): boolean {
    return this._running;
  }

  /** Bytes that have come; 0 while the service makes it. */
  get received(): number {
    return this._received;
  }

  /** Bytes of all; null while that is not known. */
  get total(): number | null {
    return this._total;
  }

  /** Why it did not come; null when it did, or when somebody stopped it. */
  get error(): unknown {
    return this._error;
  }

  get stopped(): boolean {
    return this._stop.signal.aborted;
  }

  /** Ask for the files. Never rejects; null when they did not come. */
  async begin(courseId: string, submissions: string[]): Promise<Blob | null> {
    if (this._running) {
      return null;
    }
    this._stop = new AbortController();
    this._count = submissions.length;
    this._running = true;
    this._received = 0;
    this._total = null;
    this._error = null;
    this._tell();
    try {
      return await this._client.archive(courseId, submissions, {
        signal: this._stop.signal,
        onReceived: (received, total) => {
          this._received = received;
          this._total = total;
          this._tell();
        }
      });
    } catch (reason) {
      this._error = this.stopped ? null : reason;
      return null;
    } finally {
      this._running = false;
      this._tell();
    }
  }

  /** Give it up. */
  stop(): void {
    this._stop.abort();
  }

  /** Put away what is said of the last one. */
  close(): void {
    if (!this._running) {
      this._count = null;
      this._tell();
    }
  }

  private _stop = new AbortController();
  private _count: number | null = null;
  private _running = false;
  private _received = 0;
  private _total: number | null = null;
  private _error: unknown = null;
}
