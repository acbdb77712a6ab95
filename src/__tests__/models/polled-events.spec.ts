import type { IServiceEvent } from '../../models/live-events';
import { PolledEvents } from '../../models/polled-events';
import { FakeClient } from '../fake-client';
import { settled } from '../live';
import { TIME } from '../samples';

describe('events that are asked for', () => {
  it('arrive in order, each question after the last answer', async () => {
    const client = new FakeClient();
    client.pages = [
      { events: [], last_id: 7 },
      { events: [{ id: 9, type: 'assignment_released', at: TIME }], last_id: 9 }
    ];
    const events = new PolledEvents(client);
    const seen: IServiceEvent[] = [];
    events.serviceEvent.connect((_, event) => seen.push(event));
    void events.run();
    await settled();
    expect(client.calls).toEqual(['events after undefined', 'events after 7']);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ type: 'assignment_released', user: null });
    events.dispose();
  });
});
