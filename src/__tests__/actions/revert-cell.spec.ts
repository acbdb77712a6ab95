import { Notification } from '@jupyterlab/apputils';
import { revertCell } from '../../actions/revert-cell';
import { english as trans } from '../../english';
import { FakeClient } from '../fake-client';
import { unreachable } from '../samples';
import { press } from './dialog';

const PATH = 'cs1/lab1/lab1.ipynb';

function cell(source: string) {
  let text = source;
  return {
    id: 'c1',
    getSource: () => text,
    setSource: (now: string) => {
      text = now;
    }
  };
}

describe('reverting a cell', () => {
  afterEach(() => Notification.dismiss());

  it('asks, and puts the released text back', async () => {
    const mine = cell('x = 5');
    const reverting = revertCell(mine, PATH, {
      client: new FakeClient(),
      trans
    });
    await press('Revert');
    await reverting;
    expect(mine.getSource()).toBe('x = ...');
  });

  it('leaves the cell alone otherwise', async () => {
    const mine = cell('x = 5');
    const client = new FakeClient();
    const reverting = revertCell(mine, PATH, { client, trans });
    await press('Cancel');
    await reverting;
    client.fault = unreachable();
    const failing = revertCell(mine, PATH, { client, trans });
    await press('Close');
    await failing;
    expect(mine.getSource()).toBe('x = 5');
  });

  it('says when there is nothing to do', async () => {
    const client = new FakeClient();
    await revertCell(cell('x = ...'), PATH, { client, trans });
    expect(
      Notification.manager.notifications.map(({ message }) => message)
    ).toEqual(['This cell is as it was released.']);
  });
});
