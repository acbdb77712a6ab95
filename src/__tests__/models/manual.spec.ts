import { ApiError } from '../../api/errors';
import { FormgraderModel } from '../../models/formgrader/formgrader';
import { deferred } from '../deferred';
import { FakeClient } from '../fake-client';
import { item, work } from '../fake-manual';
import { live, settled } from '../live';
import { course, person, scoreChange, unreachable } from '../samples';

async function open(prepare: (client: FakeClient) => void = () => undefined) {
  const client = new FakeClient();
  client.person = person({ courses: [course({ role: 'instructor' })] });
  prepare(client);
  const { events, pushes } = live();
  const model = new FormgraderModel({ client, live: events });
  const page = model.page('manual');
  model.show('manual');
  await model.refresh();
  await settled();
  return { calls: client.manual.calls, client, model, page, pushes };
}

const student = (page: { work: { student: string } | null }) =>
  page.work?.student;

describe('manual grading', () => {
  it('begins with the first answer that nobody has graded, and holds it', async () => {
    const { calls, page } = await open(client => {
      client.manual.workList[0] = work('W1', 'alice', {
        pending: false,
        score_id: 'S1'
      });
    });
    expect(student(page)).toBe('bob');
    expect(calls).toEqual(['claim W2']);
    expect(page.answer?.cells[0].source).toBe('The answer of bob');
  });

  it('saves points and goes on at once', async () => {
    const { calls, page } = await open();
    page.setPoints('3,5');
    expect(page.save()).toBe(true);
    expect(student(page)).toBe('bob');
    expect(page.saving).toBe(1);
    await settled();
    expect(page.saving).toBe(0);
    expect(calls).toEqual(['claim W1', 'score W1 3.5', 'claim W2']);
    expect(page.overview?.questions[0].graded).toBe(1);
  });

  it('brings an answer back whose score was not taken', async () => {
    const { client, page } = await open();
    client.manual.fault = unreachable();
    page.setPoints('3');
    page.save();
    await settled();
    expect(student(page)).toBe('alice');
    expect(page.entry.points).toBe('3');
    expect(page.error).toBe(client.manual.fault);
    expect(page.facts?.pending).toBe(true);
  });

  it('overwrites no score that came while one looked, before one has seen it', async () => {
    const { client, page } = await open(client => {
      client.manual.workList.splice(1);
    });
    page.setPoints('3');
    client.manual.workList[0] = work('W1', 'alice', {
      pending: false,
      score: 1,
      score_id: 'S9',
      grader: 'tom'
    });
    // As after a push.
    await page.load();
    page.save();
    await settled();
    expect(page.error).toMatchObject({ code: 'conflict' });
    expect(page.facts?.grader).toBe('tom');
    expect(page.entry.points).toBe('3');
    page.save();
    await settled();
    expect(page.facts).toMatchObject({ grader: 'alice', score: 3 });
    page.setPoints('2');
    page.save();
    await settled();
    expect(page.facts?.score).toBe(2);
  });

  it.each(['', 'x', '5', '-1', '1e9'])('does not save %p', async points => {
    const { calls, page } = await open();
    page.setPoints(points);
    expect(page.save()).toBe(false);
    expect(student(page)).toBe('alice');
    expect(calls).toEqual(['claim W1']);
  });

  it('saves the items of the rubric, whose points follow', async () => {
    const { calls, page } = await open(client => {
      client.manual.items = [item(), item({ id: 'I2', points: 0.5 })];
    });
    page.toggleItem('I1');
    page.toggleItem('I2');
    page.toggleItem('I1');
    page.save();
    await settled();
    expect(calls).toContain('score W1 - I2');
  });

  it('goes on, back, to the next failing one, and stays at the ends', async () => {
    const { page } = await open();
    page.step(-1);
    expect(student(page)).toBe('alice');
    page.step(1);
    expect(student(page)).toBe('bob');
    page.nextFailing();
    expect(student(page)).toBe('carol');
    page.step(1);
    expect(student(page)).toBe('carol');
    page.nextUngraded();
    expect(student(page)).toBe('alice');
  });

  it('leaves out what somebody else grades', async () => {
    const { page } = await open(client => {
      const claim = {
        question: 'essay',
        held_by: 'tom',
        until: '2026-11-22T10:00:00Z'
      };
      client.manual.workList[1] = work('W2', 'bob', { claim });
    });
    page.setPoints('1');
    page.save();
    expect(student(page)).toBe('carol');
    page.step(-1);
    expect(page.heldBy).toBe('tom');
  });

  it('gives up what it leaves without a score', async () => {
    const { calls, page } = await open();
    page.step(1);
    await settled();
    expect(calls).toEqual(['claim W1', 'give up W1', 'claim W2']);
  });

  it('marks an answer and takes the mark off', async () => {
    const { page } = await open();
    await page.toggleFlag();
    expect(page.facts?.flagged).toBe(true);
    await page.toggleFlag();
    expect(page.facts?.flagged).toBe(false);
  });

  it('gives a score to answers that are alike', async () => {
    const { calls, page } = await open(client => {
      client.manual.groups = [
        {
          likeness: 'identical',
          works: ['W1', 'W3'],
          excerpt: 'The',
          pending: 2
        }
      ];
    });
    await page.alike.find('essay');
    await page.gradeAlike();
    expect(calls).toContain('copy W1 W3');
    expect(page.alike.countsOf(page.place!)?.done).toBe(1);
    page.step(1);
    expect(page.alike.countsOf(page.place!)).toBeNull();
  });

  it('shows a change that waits for a decision again, to those who decide', async () => {
    const { page } = await open(client => {
      client.scoreChanges.listed = [scoreChange({ kind: 'rubric' })];
    });
    expect(page.rubric.change.preview?.id).toBe('X1');
    const { page: tas } = await open(client => {
      client.person = person({ courses: [course({ role: 'ta' })] });
      client.scoreChanges.listed = [scoreChange({ kind: 'rubric' })];
    });
    expect(tas.rubric.change.preview).toBeNull();
  });

  it('shows what a changed item makes of graded work before it counts', async () => {
    const { calls, client, page } = await open(client => {
      client.manual.items = [item({ uses: 2 }), item({ id: 'I2' })];
    });
    const [used, unused] = page.items;
    await page.rubric.edit(unused, { text: 'x', points: 1 });
    expect(page.rubric.change.preview).toBeNull();
    await page.rubric.edit(used, { text: 'x', points: 1 });
    expect(page.rubric.change.preview?.counts.down).toBe(1);
    await page.rubric.decide(true);
    expect(page.rubric.change.preview).toBeNull();
    expect(calls.filter(call => !call.startsWith('claim'))).toEqual([
      'edit I2 1',
      'propose I1 1'
    ]);
    expect(client.calls).toContain('apply X1 all');
  });

  it('shows it for an item that was given after the rubric was read', async () => {
    const { calls, client, page } = await open(client => {
      client.manual.items = [item()];
    });
    client.manual.editFault = new ApiError({
      message: '1 graded answer has this item.',
      code: 'conflict',
      status: 409,
      details: { uses: 1 }
    });
    await page.rubric.edit(page.items[0], { text: 'x', points: 1 });
    expect(page.rubric.change.preview?.counts.down).toBe(1);
    expect(page.rubric.error).toBeNull();
    expect(calls).toContain('propose I1 1');
  });

  it('adds an item once by two clicks', async () => {
    const { client, page } = await open();
    const before = client.manual.items.length;
    await Promise.all([
      page.rubric.add('essay', 'No units', -1),
      page.rubric.add('essay', 'No units', -1)
    ]);
    expect(client.manual.items).toHaveLength(before + 1);
  });

  it('shows a change that waits for a decision though an item is added meanwhile', async () => {
    const { client, model, page } = await open();
    const list = deferred(client.scoreChanges, 'list');
    const refreshed = model.refresh();
    await settled();
    await page.rubric.add('essay', 'No units', -1);
    list.resolve([scoreChange({ kind: 'rubric' })]);
    await refreshed;
    expect(page.rubric.change.preview?.id).toBe('X1');
  });

  it('keeps a comment in the bank', async () => {
    const { calls, page } = await open();
    await page.comment('Why?', true);
    expect(calls).toContain('comment W1 Why?');
    expect(page.bank.map(saved => saved.text)).toEqual(['Why?']);
  });
});
