import { SavedFilters } from '../../../models/formgrader/saved-filters';
import { FakeClient } from '../../fake-client';
import { person } from '../../samples';

async function create(user = 'ines', course = 'C1') {
  const client = new FakeClient();
  client.person = person({ name: user });
  const report = jest.fn();
  const tell = jest.fn();
  const saved = new SavedFilters({ client, store: localStorage, report, tell });
  await saved.load(course);
  return { report, saved, tell };
}

describe('saved filters', () => {
  beforeEach(() => localStorage.clear());

  it('are there again, by name, until they are deleted', async () => {
    const { saved, tell } = await create();
    saved.save('Late', { late: 'yes' });
    saved.save('Asked', { state: 'asked', attempts: 'all' });
    saved.save('Late', { late: 'yes', section: 'A' });
    expect(tell).toHaveBeenCalledTimes(3);
    const { saved: again } = await create();
    expect(again.all.map(({ name }) => name)).toEqual(['Asked', 'Late']);
    expect(again.nameOf({ attempts: 'all', state: 'asked' })).toBe('Asked');
    expect(again.nameOf({ late: 'yes' })).toBeNull();
    again.delete('Asked');
    again.delete('Late');
    expect(saved.all).toEqual([]);
  });

  it('are of one user and one course', async () => {
    (await create()).saved.save('Late', { late: 'yes' });
    expect((await create('tom')).saved.all).toEqual([]);
    expect((await create('ines', 'C2')).saved.all).toEqual([]);
  });

  it.each([
    'nonsense',
    '{}',
    '[1, {"name": 2}, {"name": "a", "query": {"b": 1}}]'
  ])('are none where something else is kept: %s', async kept => {
    (await create()).saved.save('Late', {});
    localStorage.setItem(localStorage.key(0) ?? '', kept);
    expect((await create()).saved.all).toEqual([]);
  });

  it('say so when the browser keeps nothing', async () => {
    const client = new FakeClient();
    const report = jest.fn();
    const store = {
      getItem: () => null,
      setItem: () => {
        throw new Error('The quota has been exceeded.');
      }
    };
    const saved = new SavedFilters({ client, store, report, tell: jest.fn() });
    await saved.load('C1');
    saved.save('Late', { late: 'yes' });
    expect(report).toHaveBeenCalledTimes(1);
  });
});
