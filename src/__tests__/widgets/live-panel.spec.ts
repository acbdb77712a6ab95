import { Widget } from '@lumino/widgets';
import { english } from '../../english';
import { LiveModel } from '../../models/live';
import { LivePanel } from '../../widgets/live-panel';
import { FakeClient } from '../fake-client';
import { live, settled } from '../live';
import { course, person } from '../samples';

describe('the panel of the live classroom', () => {
  let panel: LivePanel;
  afterEach(() => panel.dispose());

  it('asks the service only while it is in sight', async () => {
    const client = new FakeClient();
    client.person = person({ courses: [course({ role: 'ta' })] });
    const { events, pushes } = live();
    panel = new LivePanel({
      model: new LiveModel({ client, live: events }),
      trans: english,
      exportUrl: () => '',
      onSwitch: jest.fn()
    });
    panel.hide();
    Widget.attach(panel, document.body);
    await settled();
    expect(client.calls).toEqual([]);
    panel.show();
    await settled();
    expect(client.calls).toEqual(['courses', 'live C1']);
    panel.hide();
    events.askForRefresh();
    pushes.pushSave('ben');
    await settled();
    expect(client.calls).toHaveLength(2);
    panel.show();
    await settled();
    expect(client.calls).toHaveLength(4);
    Widget.detach(panel);
    events.askForRefresh();
    await settled();
    expect(client.calls).toHaveLength(4);
  });
});
