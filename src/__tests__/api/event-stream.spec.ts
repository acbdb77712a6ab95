import { ReadableStream } from 'node:stream/web';
import { TextDecoder, TextEncoder } from 'node:util';
import { EventReader, StreamSilent, pageStream } from '../../api/event-stream';
import type { ServiceEvent } from '../../api/schemas';
import { settled } from '../live';

const EVENT = { id: 3, type: 'submission_graded', at: '2026-11-21T11:03:00Z' };
const TEXT = `id: 3\nevent: submission_graded\ndata: ${JSON.stringify(EVENT)}\n\n`;

describe('a stream of events', () => {
  it('is read wherever it is cut', () => {
    for (let cut = 0; cut <= TEXT.length; cut++) {
      const reader = new EventReader();
      const found = [
        ...reader.read(`retry: 2000\n: connected\n\n${TEXT.slice(0, cut)}`),
        ...reader.read(TEXT.slice(cut))
      ];
      expect(found).toEqual([EVENT]);
    }
  });
});

describe('the stream of the page', () => {
  const { fetch } = globalThis;
  let asked: string[];
  let write: (text: string) => void;
  let close: () => void;
  let status: number;

  beforeEach(() => {
    jest.useFakeTimers();
    Object.assign(globalThis, { TextDecoder });
    asked = [];
    status = 200;
    globalThis.fetch = jest.fn(async (url: string, init: RequestInit) => {
      asked.push(url);
      const body = new ReadableStream<Uint8Array>({
        start: controller => {
          const encoder = new TextEncoder();
          write = text => controller.enqueue(encoder.encode(text));
          close = () => controller.close();
          init.signal?.addEventListener('abort', () =>
            controller.error(new Error('aborted'))
          );
        }
      });
      return {
        ok: status === 200,
        status,
        body,
        json: async () => ({ code: 'not_authenticated' })
      };
    }) as unknown as typeof globalThis.fetch;
  });

  afterEach(() => {
    globalThis.fetch = fetch;
    jest.useRealTimers();
  });

  /** Read it to its end; resolves with why it ended. */
  function read(signal = new AbortController().signal) {
    const found: (ServiceEvent | null)[] = [];
    const ended = (async () => {
      for await (const event of pageStream('/x/api/')(2, signal)) {
        found.push(event);
      }
    })().then(
      () => 'closed',
      (reason: Error) => reason
    );
    return { ended, found };
  }

  it('has what comes after an id, and ends as the service ends it', async () => {
    const { ended, found } = read();
    await settled();
    expect(asked).toEqual(['/x/api/v1/events/stream?after=2']);
    write(': connected\n\n');
    write(TEXT);
    close();
    expect(await ended).toBe('closed');
    expect(found).toEqual([null, null, EVENT]);
  });

  it('is silent after 25 seconds without a byte, not before', async () => {
    const { ended, found } = read();
    let over = false;
    void ended.then(() => (over = true));
    await settled();
    await jest.advanceTimersByTimeAsync(24_000);
    write(': nothing new\n\n');
    await jest.advanceTimersByTimeAsync(24_000);
    expect([found, over]).toEqual([[null], false]);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(await ended).toBeInstanceOf(StreamSilent);
  });

  it('that is refused says why', async () => {
    status = 401;
    expect(await read().ended).toMatchObject({ code: 'not_authenticated' });
  });

  it('ends when nobody listens any more', async () => {
    const listener = new AbortController();
    const { ended } = read(listener.signal);
    await settled();
    listener.abort();
    expect(await ended).toMatchObject({ code: 'server_unreachable' });
  });
});
