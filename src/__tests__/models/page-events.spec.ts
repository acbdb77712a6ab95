import { StreamSilent, type EventStream } from '../../api/event-stream';
import type { EventPage, ServiceEvent } from '../../api/schemas';
import type { IServiceEvent } from '../../models/live-events';
import { PageEvents } from '../../models/page-events';
import { FakeClient } from '../fake-client';
import { settled } from '../live';
import { TIME, unreachable } from '../samples';

const event = (id: number): ServiceEvent => ({
  id,
  type: 'assignment_released',
  at: TIME
});

const page = (last_id: number, ...events: ServiceEvent[]): EventPage => ({
  events,
  last_id,
  more: false
});

/** What a stream gives, one after the other; then it stays quiet. */
type Script = (ServiceEvent | null | Error)[];

/** Streams that follow their scripts, and the ids that they were opened after. */
function streams(...scripts: Script[]) {
  const opened: number[] = [];
  const stream: EventStream = async function* (after, signal) {
    opened.push(after);
    for (const step of scripts.shift() ?? []) {
      if (step instanceof Error) {
        throw step;
      }
      yield step;
    }
    await new Promise(resolve => signal.addEventListener('abort', resolve));
  };
  return { opened, stream };
}

function follow(stream: EventStream, ...pages: EventPage[]) {
  const client = new FakeClient();
  client.pages = pages;
  const events = new PageEvents(client, stream);
  const seen: IServiceEvent[] = [];
  let refreshes = 0;
  events.serviceEvent.connect((_, found) => seen.push(found));
  events.refreshWanted.connect(() => (refreshes += 1));
  const ended = events.run();
  return { client, ended, events, refreshes: () => refreshes, seen };
}

describe('the events of the service’s own page', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('come by the stream, from the moment on when the page was opened', async () => {
    const { opened, stream } = streams([null, event(9)]);
    const { client, ended, events, seen } = follow(stream, page(7));
    await settled();
    expect(opened).toEqual([7]);
    expect(client.calls).toEqual(['events after undefined']);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ type: 'assignment_released', user: null });
    expect(events.connection).toBe('sse');
    events.dispose();
    await jest.runAllTimersAsync();
    await ended;
  });

  it('are asked for when the stream is silent, after the last that came', async () => {
    const { stream } = streams([event(8), new StreamSilent()]);
    const { client, events, refreshes, seen } = follow(
      stream,
      page(7),
      page(9, event(9)),
      page(9)
    );
    await settled();
    expect(client.calls.slice(1)).toEqual(['events after 8', 'events after 9']);
    expect(seen).toHaveLength(2);
    expect(events.connection).toBe('poll');
    // Nothing was missed.
    expect(refreshes()).toBe(0);
    events.dispose();
  });

  it('come by the stream again some time later', async () => {
    const { opened, stream } = streams([new StreamSilent()], [null]);
    const { client, events } = follow(stream, page(7));
    client.events = async () => {
      jest.setSystemTime(Date.now() + 11_000);
      return page(7);
    };
    await settled();
    await jest.advanceTimersByTimeAsync(600_000);
    expect(opened).toEqual([7, 7]);
    expect(events.connection).toBe('sse');
    events.dispose();
  });

  it('resume after the last one when the connection is back, and all is asked for again', async () => {
    const { opened, stream } = streams([event(8), unreachable()], [null]);
    const { events, refreshes } = follow(stream, page(7));
    await settled();
    expect(events.connection).toBe('down');
    await jest.advanceTimersByTimeAsync(2_000);
    expect(opened).toEqual([7, 8]);
    expect([events.connection, refreshes()]).toEqual(['sse', 1]);
    events.dispose();
  });
});
