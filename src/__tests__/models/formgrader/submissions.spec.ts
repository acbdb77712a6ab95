import { FormgraderModel } from '../../../models/formgrader/formgrader';
import { FakeClient } from '../../fake-client';
import { live, settled } from '../../live';
import {
  assignment,
  course,
  person,
  scoreChange,
  submission,
  unreachable
} from '../../samples';

async function create(count = 3) {
  const client = new FakeClient();
  client.person = person({ courses: [course({ role: 'instructor' })] });
  client.assignmentList = [assignment(), assignment({ id: 'A2', name: 'hw2' })];
  client.submissionList = Array.from({ length: count }, (_, n) =>
    submission({ id: `S${n}`, user: `u${n}`, state: 'graded', score: n })
  );
  const { events, pushes } = live();
  const model = new FormgraderModel({ client, live: events });
  model.show('submissions');
  await model.refresh();
  client.calls.length = 0;
  return { client, list: model.page('submissions'), model, pushes };
}

describe('the chosen submissions', () => {
  it('are those that are shown: a filter takes the others out', async () => {
    const { list } = await create();
    list.marks.mark(['S0', 'S1'], true);
    list.setFilter({ text: 'u1' });
    list.setFilter({ text: '' });
    expect(list.marked.map(({ id }) => id)).toEqual(['S1']);
  });

  it('are graded in batches, each of one assignment', async () => {
    const { client, list } = await create(250);
    client.submissionList.push(
      submission({ id: 'T', user: 'u1', assignment_id: 'A2' })
    );
    list.setFilter({ everywhere: true });
    await settled();
    list.marks.mark(
      client.submissionList.map(({ id }) => id),
      true
    );
    client.calls.length = 0;
    await list.act('grade');
    expect(client.calls.filter(call => call.startsWith('grade '))).toEqual([
      'grade 100 of A1',
      'grade 100 of A1',
      'grade 50 of A1',
      'grade 1 of A2'
    ]);
    expect(list.acts.run).toMatchObject({ tried: 251, running: false });
  });

  it('that were refused are named, and the others are done', async () => {
    const { client, list } = await create();
    client.many.refusals = { S1: 'It is being graded already.' };
    list.marks.mark(['S0', 'S1'], true);
    await list.act('grade');
    expect(
      list.acts.run?.refused.map(one => [one.row.id, String(one.reason)])
    ).toEqual([['S1', 'ApiError: It is being graded already.']]);
  });

  it('wait no longer when the service does not answer', async () => {
    const { client, list } = await create(250);
    list.marks.mark(
      client.submissionList.map(({ id }) => id),
      true
    );
    client.fault = unreachable();
    await list.act('withhold');
    expect(list.acts.run).toMatchObject({
      fault: client.fault,
      tried: 0,
      running: false
    });
  });

  it('can be stopped between two batches', async () => {
    const { client, list } = await create(250);
    list.marks.mark(
      client.submissionList.map(({ id }) => id),
      true
    );
    const done = list.act('grade');
    list.acts.run?.stop();
    await done;
    expect(list.acts.run).toMatchObject({ tried: 100, stopped: true });
  });

  it('get feedback where there is none, which is released then', async () => {
    const { client, list } = await create();
    client.many.feedbackStates = { S1: { graded: false } };
    list.marks.mark(['S0', 'S1'], true);
    await list.act('release');
    expect(client.calls.slice(0, 4)).toEqual([
      'generate S0 S1',
      'feedbackStates',
      'release S0 S1',
      'feedbackStates'
    ]);
    expect(list.acts.run?.refused.map(one => one.reason)).toEqual([
      'not_graded'
    ]);
    expect(list.rows?.find(({ id }) => id === 'S0')?.released).toBe(true);
  });
});

describe('a regrade', () => {
  it('is looked at before its scores count', async () => {
    const { client, list } = await create();
    await list.regrade.begin('A1', ['S1'], '');
    expect(list.regrade.preview?.counts.down).toBe(1);
    await list.endRegrade('up');
    expect(client.calls).toContain('apply X1 up');
    expect(list.regrade.preview).toBeNull();
  });

  it('is there again after a reload, as long as it is open', async () => {
    const { client, list, model } = await create();
    client.scoreChanges.listed = [
      scoreChange({ id: 'X0', state: 'discarded' }),
      scoreChange()
    ];
    await model.refresh();
    expect(list.regrade.preview?.id).toBe('X1');
    await list.endRegrade(null);
    expect(client.calls).toContain('discard X1');
  });

  it('shows new scores when all of it is graded', async () => {
    const { client, list, pushes } = await create();
    client.scoreChanges.changed = {
      counts: { ...scoreChange().counts, waiting: 1 }
    };
    await list.regrade.begin('A1', ['S1'], '');
    client.scoreChanges.changed = {};
    pushes.push('service_event', {
      type: 'regrade_ready',
      at: '2026-11-21T11:03:00Z',
      course_id: 'C1',
      assignment_id: 'A1',
      user: null,
      data: {}
    });
    await settled();
    expect(list.regrade.preview?.counts.waiting).toBe(0);
  });
});
