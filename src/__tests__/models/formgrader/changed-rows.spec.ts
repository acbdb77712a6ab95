import { deferred } from '../../deferred';
import { settled } from '../../live';
import { course, submission } from '../../samples';
import { openSubmissions } from '../../submissions-page';

describe('the table of submissions', () => {
  afterEach(() => jest.useRealTimers());

  const row = (list: { rows: readonly { id: string }[] | null }, id: string) =>
    list.rows?.find(one => one.id === id);

  it('that is older than a push does not overwrite what the push brought', async () => {
    jest.useFakeTimers();
    const { client, list, model, pushes } = await openSubmissions();
    const older = await client.many.table('C1', 'A1');
    const table = deferred(client.many, 'table');
    const refreshed = model.refresh();
    await jest.advanceTimersByTimeAsync(0);
    Object.assign(client.submissionList[0], { score: 9 });
    pushes.pushAbout(client.submissionList[0]);
    await jest.advanceTimersByTimeAsync(0);
    expect(row(list, 'S0')).toMatchObject({ score: 9 });
    table.resolve(older);
    await refreshed;
    await jest.advanceTimersByTimeAsync(5_000);
    expect(row(list, 'S0')).toMatchObject({ score: 9 });
  });

  it('of another course gets no row of the one before', async () => {
    const { client, list, model, pushes } = await openSubmissions();
    client.person.courses.push(course({ id: 'C2', role: 'instructor' }));
    list.setFilter({ everywhere: true });
    await model.refresh();
    const answer = deferred(client, 'submission');
    pushes.pushAbout(client.submissionList[0]);
    client.submissionList = [];
    model.context.selectCourse('C2');
    await settled();
    answer.resolve(submission({ id: 'S0', user: 'u0' }));
    await settled();
    expect(list.rows).toEqual([]);
  });

  it('is filtered once for rows that changed together, and asked for when many did', async () => {
    jest.useFakeTimers();
    const { client, list, pushes } = await openSubmissions(30);
    const push = (from: number, to: number): void =>
      client.submissionList
        .slice(from, to)
        .forEach(one => pushes.pushAbout(one));
    push(0, 1);
    await jest.advanceTimersByTimeAsync(0);
    const seen = new Set<unknown>();
    list.changed.connect(() => seen.add(list.rows));
    client.calls.length = 0;
    push(0, 5);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(client.calls).toEqual(Array(5).fill('submission'));
    expect(seen.size).toBe(1);
    client.calls.length = 0;
    push(0, 30);
    await jest.advanceTimersByTimeAsync(5_000);
    // The first is asked for as it comes.
    expect(client.calls.filter(call => call === 'submission')).toHaveLength(1);
    expect(client.calls.filter(call => call === 'table')).toHaveLength(1);
  });

  it('says that feedback was released by others', async () => {
    const { client, list, pushes } = await openSubmissions();
    pushes.pushAbout(client.submissionList[0], 'feedback_released');
    await settled();
    expect(row(list, 'S0')).toMatchObject({ released: true });
    expect(row(list, 'S1')).toMatchObject({ released: false });
  });

  it('says it too where the table was on its way', async () => {
    jest.useFakeTimers();
    const { client, list, model, pushes } = await openSubmissions();
    const older = await client.many.table('C1', 'A1');
    const table = deferred(client.many, 'table');
    const refreshed = model.refresh();
    await jest.advanceTimersByTimeAsync(0);
    pushes.pushAbout(client.submissionList[0], 'feedback_released');
    await jest.advanceTimersByTimeAsync(0);
    table.resolve(older);
    await refreshed;
    await jest.advanceTimersByTimeAsync(5_000);
    expect(row(list, 'S0')).toMatchObject({ released: true });
  });

  it('does not say it of what was withheld again', async () => {
    jest.useFakeTimers();
    const { client, list, pushes } = await openSubmissions(30);
    client.submissionList.forEach(one =>
      pushes.pushAbout(one, 'feedback_released')
    );
    // So many that the table was asked for, which says that it is withheld.
    await jest.advanceTimersByTimeAsync(5_000);
    pushes.pushAbout(client.submissionList[20]);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(row(list, 'S20')).toMatchObject({ released: false });
  });

  it('is asked for from time to time while many hand in for the first time', async () => {
    jest.useFakeTimers();
    const { client, pushes } = await openSubmissions();
    for (let n = 0; n < 30; n++) {
      const first = submission({ id: `N${n}`, user: `new${n}` });
      client.submissionList.push(first);
      pushes.pushAbout(first, 'submission_received');
      await jest.advanceTimersByTimeAsync(300);
    }
    // Nine seconds: one at once, then one each three.
    const tables = client.calls.filter(call => call === 'table').length;
    expect(tables).toBeGreaterThan(1);
    expect(tables).toBeLessThan(5);
  });

  it('has the section of a student who hands in for the first time', async () => {
    const { client, list, pushes } = await openSubmissions();
    client.many.sections = { u9: 'B' };
    const first = submission({ id: 'S9', user: 'u9' });
    client.submissionList.push(first);
    pushes.pushAbout(first, 'submission_received');
    await settled();
    expect(row(list, 'S9')).toMatchObject({ section: 'B' });
  });
});
