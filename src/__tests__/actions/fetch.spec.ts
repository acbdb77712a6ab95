import { Notification } from '@jupyterlab/apputils';
import { fetchAssignment } from '../../actions/fetch';
import { FakeClient } from '../fake-client';
import { assignment, fetched } from '../samples';
import { atOnce, environment } from './environment';

const NOTEBOOK = 'cs1/lab1/lab1.ipynb';
const RELEASED = assignment({ folder: null, notebooks: [] });

/** A client whose fetch brings these notebooks. */
function bringing(...notebooks: string[]): FakeClient {
  const client = new FakeClient();
  client.fetch = () => Promise.resolve(fetched({ notebooks }));
  return client;
}

const actions = () =>
  Notification.manager.notifications.flatMap(({ options }) => options.actions);

describe('an assignment that is fetched', () => {
  afterEach(() => Notification.dismiss());

  it('opens when it is one notebook', async () => {
    const all = environment({ client: bringing(NOTEBOOK) });
    await fetchAssignment(RELEASED, atOnce, all);
    expect(all.open.mock.calls).toEqual([[NOTEBOOK]]);
    expect(actions()).toEqual([]);
  });

  it('is brought back without a question when its notebook is gone', async () => {
    const client = bringing(NOTEBOOK);
    const fetch = jest.spyOn(client, 'fetch');
    const all = environment({ client });
    const gone = assignment({ missing: [NOTEBOOK] });
    await fetchAssignment(gone, atOnce, all);
    expect(fetch.mock.calls).toEqual([[gone.id, 'update']]);
    expect(all.open.mock.calls).toEqual([[NOTEBOOK]]);
  });

  it('does not open when it is several notebooks', async () => {
    const all = environment({ client: bringing(NOTEBOOK, 'cs1/lab1/b.ipynb') });
    await fetchAssignment(RELEASED, atOnce, all);
    expect(all.open).not.toHaveBeenCalled();
    expect(actions()).toEqual([]);
  });

  it('offers to open where a browser would ask for a click', async () => {
    const client = bringing(NOTEBOOK);
    const all = environment({ client, opensByItself: false });
    await fetchAssignment(RELEASED, atOnce, all);
    expect(all.open).not.toHaveBeenCalled();
    const [open] = actions();
    expect(open?.label).toBe('Open');
    open?.callback(new MouseEvent('click'));
    expect(all.open.mock.calls).toEqual([[NOTEBOOK]]);
  });
});
