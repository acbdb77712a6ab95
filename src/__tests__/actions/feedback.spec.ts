import { Notification } from '@jupyterlab/apputils';
import { fetchFeedback } from '../../actions/feedback';
import { FakeClient } from '../fake-client';
import { assignment } from '../samples';
import { atOnce, environment } from './environment';

const PAGE = 'cs1/lab1/feedback/2/lab1.html';

const notices = () => Notification.manager.notifications;

describe('feedback that is fetched', () => {
  afterEach(() => Notification.dismiss());

  it('opens when it is one page', async () => {
    const client = new FakeClient();
    const all = environment({ client });
    await fetchFeedback(assignment(), atOnce, all);
    expect(client.calls).toEqual(['fetchFeedback']);
    expect(all.open.mock.calls).toEqual([[PAGE]]);
    expect(notices()[0].message).toContain('cs1/lab1/feedback');
  });

  it('offers to open where a browser would ask for a click', async () => {
    const all = environment({ opensByItself: false });
    await fetchFeedback(assignment(), atOnce, all);
    expect(all.open).not.toHaveBeenCalled();
    notices()[0].options.actions?.[0].callback(new MouseEvent('click'));
    expect(all.open.mock.calls).toEqual([[PAGE]]);
  });

  it('says where changed files are until it is closed', async () => {
    const client = new FakeClient();
    const kept = ['cs1/lab1/feedback/1-kept-20261122'];
    client.fetchFeedback = () =>
      Promise.resolve({ folder: 'f', pages: [], attempts: [1], kept });
    await fetchFeedback(assignment(), atOnce, environment({ client }));
    expect(notices()[0].message).toContain(kept[0]);
    expect(notices()[0].options.autoClose).toBe(false);
  });
});
