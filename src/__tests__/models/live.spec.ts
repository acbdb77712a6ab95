import { LiveModel } from '../../models/live';
import { FakeClient } from '../fake-client';
import { live, settled } from '../live';
import {
  assignment,
  classroom,
  course,
  liveNotebook,
  liveTail,
  minutesAgo,
  person,
  TIME,
  unreachable
} from '../samples';

const KEY = 'alice cs1/lab1/lab1.ipynb';

function create() {
  const client = new FakeClient();
  client.person = person({
    courses: [
      course({ id: 'C0', name: 'as a student' }),
      course({ role: 'instructor' }),
      course({ id: 'C2', name: 'data8', role: 'ta' })
    ]
  });
  client.assignmentList = [assignment()];
  client.classroom = classroom({ notebooks: [liveNotebook()] });
  client.tails = [liveTail()];
  const { events, pushes } = live();
  const model = new LiveModel({ client, live: events });
  return { client, events, model, pushes };
}

/** One that somebody looks at, and that has got its first answer. */
async function watched() {
  const made = create();
  made.model.watch(true);
  await settled();
  made.client.calls.length = 0;
  return made;
}

describe('the live classroom', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('begins with the first course that one teaches', async () => {
    const { model } = await watched();
    expect(model.courses?.map(({ id }) => id)).toEqual(['C1', 'C2']);
    expect(model.course?.id).toBe('C1');
    expect(model.classroom?.notebooks).toHaveLength(1);
  });

  it('asks nothing while nobody looks', async () => {
    const { client, model, pushes } = create();
    pushes.pushSave('ben');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(client.calls).toEqual([]);
    model.watch(true);
    await settled();
    model.watch(false);
    client.calls.length = 0;
    pushes.pushSave('ben');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(client.calls).toEqual([]);
  });

  it('asks once more at a push, soon', async () => {
    const { client, pushes } = await watched();
    pushes.pushSave('ben');
    await jest.advanceTimersByTimeAsync(700);
    expect(client.calls).toEqual(['live C1']);
  });

  it('asks at once when it is long ago that it asked', async () => {
    const { client, pushes } = await watched();
    await jest.advanceTimersByTimeAsync(5_000);
    pushes.pushSave('ben');
    await jest.advanceTimersByTimeAsync(0);
    expect(client.calls).toEqual(['live C1']);
  });

  it('asks seldom while a whole class saves, and hears the last of them', async () => {
    const { client, model, pushes } = await watched();
    for (let i = 0; i < 100; i++) {
      pushes.pushSave(`user${i}`);
      await jest.advanceTimersByTimeAsync(20);
    }
    client.classroom = classroom({ notebooks: [] });
    pushes.pushSave('the last');
    await jest.advanceTimersByTimeAsync(700);
    expect(client.calls.length).toBeLessThan(6);
    expect(model.classroom?.notebooks).toEqual([]);
  });

  it('asks nothing for saves of another course, nor for submissions', async () => {
    const { client, pushes } = await watched();
    pushes.pushSave('ben', 'C2', 'A2');
    pushes.pushAbout({ id: 'S1', assignment_id: 'A1', user: 'ben' });
    await jest.advanceTimersByTimeAsync(5_000);
    expect(client.calls).toEqual([]);
  });

  it('asks when it was switched by somebody else', async () => {
    const { client, pushes } = await watched();
    pushes.push('service_event', {
      type: 'live_changed',
      at: TIME,
      course_id: 'C1',
      data: { enabled: false }
    });
    await jest.advanceTimersByTimeAsync(700);
    expect(client.calls).toEqual(['live C1']);
  });

  it('asks now and then without a push: who saves no more turns idle', async () => {
    const { client } = await watched();
    await jest.advanceTimersByTimeAsync(61_000);
    expect(client.calls).toEqual(['live C1', 'live C1']);
  });

  it('goes by the clock of the service', async () => {
    jest.setSystemTime(new Date('2026-11-21T13:00:00Z'));
    const { model } = await watched();
    jest.setSystemTime(new Date('2026-11-21T13:00:30Z'));
    expect(model.now().toISOString()).toBe('2026-11-21T11:03:30.000Z');
  });

  it('shows another course', async () => {
    const { client, model } = await watched();
    model.selectNotebook(KEY);
    model.selectCourse('C2');
    expect([model.classroom, model.tail.notebook]).toEqual([null, null]);
    await settled();
    expect(client.calls.at(-1)).toBe('live C2');
    expect(model.classroom).not.toBeNull();
    expect(model.canSwitch).toBe(false);
  });

  it('keeps what it shows when the service is away, and tries again', async () => {
    const { client, model } = await watched();
    client.fault = unreachable();
    await jest.advanceTimersByTimeAsync(30_000);
    expect(model.error).toBe(client.fault);
    expect(model.classroom?.notebooks).toHaveLength(1);
    client.fault = null;
    await jest.advanceTimersByTimeAsync(30_000);
    expect(model.error).toBeNull();
  });

  it('asks for all when pushes may have been missed', async () => {
    const { client, events } = await watched();
    events.setConnection('down');
    events.setConnection('sse');
    await settled();
    expect(client.calls).toEqual(['courses', 'live C1']);
  });

  it('is switched by who leads the course', async () => {
    const { client, model } = await watched();
    expect(model.canSwitch).toBe(true);
    await model.setEnabled('C1', false, 14);
    expect(client.calls).toEqual(['setLive C1']);
    expect([model.classroom?.enabled, model.busy]).toEqual([false, false]);
    client.fault = unreachable();
    await expect(model.setEnabled('C1', true, 14)).rejects.toBe(client.fault);
    expect([model.classroom?.enabled, model.busy]).toEqual([false, false]);
  });

  describe('with a chosen notebook', () => {
    it('shows its last cells', async () => {
      const { model } = await watched();
      model.selectNotebook(KEY);
      expect(model.tail.tail).toBeNull();
      await settled();
      expect(model.tail.tail?.cells).toHaveLength(2);
    });

    it('asks for them again when it was saved, and shows the old ones until then', async () => {
      const { client, model, pushes } = await watched();
      model.selectNotebook(KEY);
      await settled();
      client.classroom = classroom({
        notebooks: [liveNotebook({ saved_at: minutesAgo(0) })]
      });
      client.tails = [liveTail({ cells: [] })];
      const seen: (number | undefined)[] = [];
      model.tail.changed.connect(({ tail }) => seen.push(tail?.cells.length));
      pushes.pushSave('alice');
      await jest.advanceTimersByTimeAsync(700);
      expect(model.tail.tail?.cells).toEqual([]);
      expect(seen).not.toContain(undefined);
    });

    it('does not ask again when somebody else saved', async () => {
      const { client, model, pushes } = await watched();
      model.selectNotebook(KEY);
      await settled();
      client.calls.length = 0;
      pushes.pushSave('ben');
      await jest.advanceTimersByTimeAsync(700);
      expect(client.calls).toEqual(['live C1']);
    });

    it('asks for no cells where there are none', async () => {
      const { client, model } = await watched();
      client.classroom = classroom({
        notebooks: [liveNotebook({ has_tail: false })]
      });
      await model.refresh();
      client.calls.length = 0;
      model.selectNotebook(KEY);
      await settled();
      expect(client.calls).toEqual([]);
    });

    it('says why it has no cells, and does not show those of another', async () => {
      const { client, model } = await watched();
      client.classroom = classroom({
        notebooks: [liveNotebook(), liveNotebook({ user: 'ben' })]
      });
      await model.refresh();
      model.selectNotebook(KEY);
      model.selectNotebook('ben cs1/lab1/lab1.ipynb');
      await settled();
      expect(model.tail.error).toMatchObject({ code: 'not_found' });
      expect(model.tail.tail).toBeNull();
    });

    it('shows none any more when it is gone', async () => {
      const { client, model } = await watched();
      model.selectNotebook(KEY);
      client.classroom = classroom();
      await model.refresh();
      expect(model.tail.notebook).toBeNull();
    });
  });
});
