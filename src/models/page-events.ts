import type { IServiceClient } from '../api/client';
import { StreamSilent, type EventStream } from '../api/event-stream';
import { LiveSignals } from './live-signals';

/** Seconds that the service may hold a question. */
const WAIT = 10;

/** Milliseconds of asking after which the stream is tried once more. */
const STREAM_AGAIN = 600_000;

/** Milliseconds before the next try, after the first failure and at most. */
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 60_000;

/** Follows the service's events for its own page: by stream, or by asking where a proxy holds streams back. */
export class PageEvents extends LiveSignals {
  constructor(
    private readonly _client: IServiceClient,
    private readonly _stream: EventStream
  ) {
    super();
  }

  /** Follow until disposed. Never rejects. */
  async run(): Promise<void> {
    let pause = FIRST_PAUSE;
    let streams = true;
    while (!this.isDisposed) {
      try {
        await (streams ? this._followStream() : this._ask());
        streams = true;
        pause = FIRST_PAUSE;
        await this._rest(pause);
      } catch (reason) {
        if (reason instanceof StreamSilent) {
          streams = false;
          continue;
        }
        streams = true;
        this.setConnection('down');
        await this._rest(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      }
    }
  }

  dispose(): void {
    this._ended.abort();
    super.dispose();
  }

  private async _followStream(): Promise<void> {
    // Fixes the point to start from, so that nothing falls between this and the stream.
    this._lastId ??= (await this._client.events({ wait: 0 })).last_id;
    for await (const event of this._stream(this._lastId, this._ended.signal)) {
      this.setConnection('sse');
      if (event) {
        this._lastId = event.id;
        this.serviceEventCame(event);
      }
    }
  }

  private async _ask(): Promise<void> {
    const end = Date.now() + STREAM_AGAIN;
    while (!this.isDisposed && Date.now() < end) {
      const page = await this._client.events({
        after: this._lastId,
        wait: WAIT
      });
      this._lastId = page.last_id;
      this.setConnection('poll');
      page.events.forEach(event => this.serviceEventCame(event));
    }
  }

  private async _rest(milliseconds: number): Promise<void> {
    if (!this.isDisposed) {
      await new Promise(resolve => setTimeout(resolve, milliseconds));
    }
  }

  private readonly _ended = new AbortController();
  private _lastId: number | undefined;
}
