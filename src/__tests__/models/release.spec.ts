import { waitForVersion } from '../../models/release';
import { FakeClient } from '../fake-client';
import { live, settled } from '../live';
import { unreachable, version } from '../samples';

/** So long that only a push can end the waiting in time. */
const NEVER = 1_000_000;

describe('waiting for a version', () => {
  it('ends by the push', async () => {
    const client = new FakeClient();
    const { events, pushes } = live();
    const built = waitForVersion('V1', {
      client,
      live: events,
      interval: NEVER
    });
    await settled();
    client.versionReplies = [version({ state: 'ready' })];
    pushes.push('service_event', {
      type: 'version_built',
      at: '2026-11-21T11:03:00Z',
      data: { version_id: 'V1' }
    });
    expect((await built).state).toBe('ready');
  });

  it('ends without a push too', async () => {
    const client = new FakeClient();
    client.versionReplies = [version(), version({ state: 'refused' })];
    const built = await waitForVersion('V1', {
      client,
      live: live().events,
      interval: 1
    });
    expect(built.state).toBe('refused');
  });

  it('fails when the service can not be asked', async () => {
    const client = new FakeClient();
    client.fault = unreachable();
    await expect(
      waitForVersion('V1', { client, live: live().events, interval: 1 })
    ).rejects.toBe(client.fault);
  });
});
