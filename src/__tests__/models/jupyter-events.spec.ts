import type { IServiceEvent } from '../../models/live-events';
import { live } from '../live';

describe('our events among those of Jupyter', () => {
  it('fill in what an event leaves out', () => {
    const { events, pushes } = live();
    const seen: IServiceEvent[] = [];
    events.serviceEvent.connect((_, event) => seen.push(event));
    pushes.push('service_event', {
      type: 'assignment_released',
      at: '2026-11-21T11:03:00Z',
      data: {}
    });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ user: null, assignment_id: null });
  });

  it('leave out what is of another schema', () => {
    const { events, pushes } = live();
    let seen = 0;
    events.serviceEvent.connect(() => seen++);
    pushes.push('../contents_service', { action: 'save' });
    expect(seen).toBe(0);
  });

  it('ask for a refresh when the connection is back', () => {
    const { events, pushes } = live();
    let wanted = 0;
    events.refreshWanted.connect(() => wanted++);
    pushes.push('connection_changed', { state: 'down', message: '' });
    expect([events.connection, wanted]).toEqual(['down', 0]);
    pushes.push('connection_changed', { state: 'poll', message: '' });
    expect([events.connection, wanted]).toEqual(['poll', 1]);
  });
});
