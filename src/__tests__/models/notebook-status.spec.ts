import { NotebookStatusModel } from '../../models/notebook-status';
import { FakeClient } from '../fake-client';
import { live, settled } from '../live';
import { notebookInfo, pending, submission, unreachable } from '../samples';

const PATH = 'cs1/lab1/lab1.ipynb';

function create() {
  const client = new FakeClient();
  const { events, pushes } = live();
  const model = new NotebookStatusModel({ client, live: events, path: PATH });
  return { client, events, model, pushes };
}

describe('the status model of a notebook', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('allows what the server allows', async () => {
    const { client, model } = create();
    client.notebookInfo = notebookInfo({
      can: { fetch: false, submit: true, release: true }
    });
    expect(model.canSubmit).toBe(false);
    await model.refresh();
    expect([model.canFetch, model.canSubmit, model.canRelease]).toEqual([
      false,
      true,
      true
    ]);
  });

  it('changes by a push about its own assignment', async () => {
    const { client, model, pushes } = create();
    await model.refresh();
    const graded = submission({ state: 'graded', score: 8, max_score: 10 });
    client.notebookInfo = notebookInfo({ submission: graded });
    pushes.pushAbout(graded);
    await settled();
    expect(model.status).toMatchObject({ kind: 'graded', score: 8 });
  });

  it('asks nothing for a push about another assignment', async () => {
    const { client, model, pushes } = create();
    await model.refresh();
    client.calls.length = 0;
    pushes.pushAbout({ id: 'S7', assignment_id: 'A7', user: 'alice' });
    await settled();
    expect(client.calls).toEqual([]);
  });

  it('does not ask for every save, but when it is switched who sees them', async () => {
    const { client, model, pushes } = create();
    await model.refresh();
    client.calls.length = 0;
    pushes.pushSave('alice');
    await settled();
    expect(client.calls).toEqual([]);
    const switched = { type: 'live_changed', at: '2026-11-21T11:03:00Z' };
    pushes.push('service_event', { ...switched, course_id: 'C7', data: {} });
    await settled();
    expect(client.calls).toEqual([]);
    pushes.push('service_event', { ...switched, course_id: 'C1', data: {} });
    await settled();
    expect(client.calls).toEqual([`notebook ${PATH}`]);
    // What lateness costs in the course, or its time zone.
    pushes.push('service_event', {
      ...switched,
      type: 'course_changed',
      course_id: 'C1',
      data: {}
    });
    await settled();
    expect(client.calls).toHaveLength(2);
  });

  it('spares staff the pushes about every student', async () => {
    const { client, model, pushes } = create();
    client.notebookInfo = notebookInfo({ role: 'instructor' });
    await model.refresh();
    client.calls.length = 0;
    pushes.pushAbout({ id: 'S7', assignment_id: 'A1', user: 'bob' });
    await settled();
    expect(client.calls).toEqual([]);
  });

  it('shows what waits in the outbox as soon as that changes', async () => {
    const { client, model, pushes } = create();
    await model.refresh();
    client.notebookInfo = notebookInfo({ pending: pending() });
    pushes.push('outbox_changed', {
      id: 'O1',
      assignment_id: 'A1',
      notebook: PATH,
      state: 'waiting',
      message: ''
    });
    await settled();
    expect(model.status.kind).toBe('waiting');
  });

  it('keeps the last status when the server does not answer', async () => {
    const { client, model } = create();
    await model.refresh();
    client.fault = unreachable();
    await model.refresh();
    expect(model.error).toBe(client.fault);
    expect(model.status.kind).toBe('draft');
  });

  it('asks again by itself only while something is under way', async () => {
    const { client, model } = create();
    client.notebookInfo = notebookInfo({ submission: submission() });
    await model.refresh();
    client.calls.length = 0;
    jest.advanceTimersByTime(30_000);
    await settled();
    expect(client.calls).toEqual([`notebook ${PATH}`]);
    client.notebookInfo = notebookInfo({
      submission: submission({ state: 'graded' })
    });
    jest.advanceTimersByTime(30_000);
    await settled();
    client.calls.length = 0;
    jest.advanceTimersByTime(300_000);
    await settled();
    expect(client.calls).toEqual([]);
  });

  it('asks about the new path after a rename', async () => {
    const { client, model } = create();
    await model.refresh();
    model.path = 'cs1/lab1/other.ipynb';
    expect(model.info).toBeNull();
    await settled();
    expect(client.calls.at(-1)).toBe('notebook cs1/lab1/other.ipynb');
  });

  it('is busy until the work has ended, also when that fails', async () => {
    const { model } = create();
    const seen: unknown[] = [];
    model.changed.connect(() => seen.push(model.busy));
    await expect(
      model.during('submit', () => Promise.reject(new Error('no')))
    ).rejects.toThrow('no');
    expect(seen[0]).toBe('submit');
    expect(model.busy).toBeNull();
  });

  it('never shows the middle of the work as its end', async () => {
    const { client, model, pushes } = create();
    await model.refresh();
    const seen: string[] = [];
    model.changed.connect(() => {
      if (model.busy === null) {
        seen.push(model.status.kind);
      }
    });
    await model.during('submit', async () => {
      client.notebookInfo = notebookInfo({ pending: pending() });
      pushes.push('outbox_changed', {
        id: 'O1',
        assignment_id: 'A1',
        notebook: PATH,
        state: 'waiting',
        message: ''
      });
      await settled();
      client.notebookInfo = notebookInfo({ submission: submission() });
    });
    expect(seen).toEqual(['submitted']);
  });

  it('hears nothing any more when disposed', async () => {
    const { client, events, model } = create();
    await model.refresh();
    model.dispose();
    client.calls.length = 0;
    events.askForRefresh();
    await settled();
    expect(client.calls).toEqual([]);
  });
});
