import { ApiError } from './errors';
import type { ServiceEvent } from './schemas';
import { noAnswer, readAnswer, withQuery } from './transport';

/** Milliseconds without a byte; the service writes at least a comment every ten seconds. */
const IDLE = 25_000;

/** So long nothing came that a proxy seems to hold the stream back. */
export class StreamSilent extends Error {
  constructor() {
    super('The event stream is silent.');
    this.name = 'StreamSilent';
  }
}

/**
 * The service's events after an id, as they happen; null is a sign of life.
 *
 * Ends when the service closes the stream. Throws StreamSilent, or ApiError.
 */
export type EventStream = (
  after: number,
  signal: AbortSignal
) => AsyncIterable<ServiceEvent | null>;

/**
 * Reads the pieces of a stream as the service writes it: one `data:` line of JSON an event, lines end with LF.
 *
 * **Source:** HTML Standard, section 9.2.6, *Interpreting an event stream*.
 */
export class EventReader {
  /** Take the next piece; returns the events whose lines are complete. */
  read(piece: string): ServiceEvent[] {
    const lines = (this._rest + piece).split('\n');
    this._rest = lines.pop()!;
    return lines
      .filter(line => line.startsWith(DATA))
      .map(line => JSON.parse(line.slice(DATA.length)) as ServiceEvent);
  }

  private _rest = '';
}

const DATA = 'data:';

/**
 * Make the stream of a page of the service itself: below its own prefix, with the login cookie.
 *
 * Not an EventSource: that hides the comments, by which alone a quiet stream differs from one that is held back.
 */
export function pageStream(baseUrl: string, idle = IDLE): EventStream {
  return async function* (after, signal) {
    const controller = new AbortController();
    const end = (): void => controller.abort();
    let silent = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const alive = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        silent = true;
        end();
      }, idle);
    };
    signal.addEventListener('abort', end);
    alive();
    try {
      const response = await fetch(
        withQuery(`${baseUrl}v1/events/stream`, { after }),
        {
          headers: { Accept: 'text/event-stream' },
          credentials: 'same-origin',
          signal: controller.signal
        }
      );
      if (!response.ok || !response.body) {
        await readAnswer(response);
        throw noAnswer();
      }
      const pieces = response.body.getReader();
      const decoder = new TextDecoder();
      const reader = new EventReader();
      for (;;) {
        const { done, value } = await pieces.read();
        if (done) {
          return;
        }
        alive();
        yield null;
        yield* reader.read(decoder.decode(value, { stream: true }));
      }
    } catch (reason) {
      if (silent) {
        throw new StreamSilent();
      }
      throw reason instanceof ApiError ? reason : noAnswer();
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      end();
    }
  };
}
