import { Notification } from '@jupyterlab/apputils';
import { fetchSolution } from '../../actions/solution';
import { FakeClient } from '../fake-client';
import { assignment, notFound } from '../samples';
import { press } from './dialog';
import { atOnce, environment } from './environment';

describe('the solution of an assignment', () => {
  afterEach(() => Notification.dismiss());

  it('opens beside the own notebook', async () => {
    const client = new FakeClient();
    const all = environment({ client });
    await fetchSolution(assignment(), atOnce, all);
    expect(client.calls).toEqual(['fetchSolution A1']);
    expect(all.open.mock.calls).toEqual([
      ['cs1/lab1/solution/lab1.ipynb', 'cs1/lab1/lab1.ipynb']
    ]);
  });

  it('says what was kept, and opens none of several', async () => {
    const client = new FakeClient();
    client.ownWork.solution = {
      folder: 'cs1/lab1/solution',
      notebooks: ['cs1/lab1/solution/a.ipynb', 'cs1/lab1/solution/b.ipynb'],
      kept: 'cs1/lab1/solution-kept-1'
    };
    const all = environment({ client });
    await fetchSolution(assignment(), atOnce, all);
    expect(all.open).not.toHaveBeenCalled();
    const [notice] = Notification.manager.notifications;
    expect(notice.message).toContain('cs1/lab1/solution-kept-1');
    expect(notice.options.autoClose).toBe(false);
  });

  it('says why there is none', async () => {
    const client = new FakeClient();
    client.fault = notFound();
    const all = environment({ client });
    const fetching = fetchSolution(assignment(), atOnce, all);
    await press('Close');
    await fetching;
    expect(all.open).not.toHaveBeenCalled();
  });
});
