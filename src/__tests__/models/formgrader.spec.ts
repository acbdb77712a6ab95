import type { Submission } from '../../api/schemas';
import { FormgraderModel } from '../../models/formgrader/formgrader';
import { FakeClient } from '../fake-client';
import { live, settled } from '../live';
import {
  assignment,
  course,
  person,
  submission,
  unreachable
} from '../samples';

function create() {
  const client = new FakeClient();
  client.person = person({
    courses: [
      course({ id: 'C0', name: 'as a student' }),
      course({ role: 'instructor' }),
      course({ id: 'C2', name: 'data8', role: 'ta' })
    ]
  });
  client.assignmentList = [
    assignment(),
    assignment({ id: 'A2', course_id: 'C2', name: 'hw' })
  ];
  client.submissionList = [
    submission({ id: 'S2', user: 'bob' }),
    submission({ state: 'graded', score: 8, max_score: 10 })
  ];
  const { events, pushes } = live();
  const model = new FormgraderModel({ client, live: events });
  const { context } = model;
  const list = model.page('submissions');
  model.show('submissions');
  return { client, context, events, list, model, pushes };
}

describe('the Formgrader', () => {
  it('begins with the first course that one teaches and its first assignment', async () => {
    const { context, list, model } = create();
    await model.refresh();
    expect(context.courses?.map(c => c.id)).toEqual(['C1', 'C2']);
    expect(context.assignment?.id).toBe('A1');
    expect(list.rows?.map(s => s.id)).toEqual(['S2', 'S1']);
  });

  it('shows another course with its own assignments', async () => {
    const { context, list, model } = create();
    await model.refresh();
    context.selectCourse('C2');
    expect(list.rows).toBeNull();
    await settled();
    expect(context.assignment?.id).toBe('A2');
    expect(list.rows).toEqual([]);
  });

  it('changes one row by a push, without a new list', async () => {
    const { client, list, model, pushes } = create();
    await model.refresh();
    Object.assign(client.submissionList[0], { state: 'graded', score: 7 });
    client.calls.length = 0;
    pushes.pushAbout(client.submissionList[0]);
    await settled();
    expect(client.calls).toEqual(['submission']);
    expect(list.rows?.map(s => [s.id, s.state])).toEqual([
      ['S2', 'graded'],
      ['S1', 'graded']
    ]);
  });

  it('asks nothing for a saved notebook', async () => {
    const { client, model, pushes } = create();
    await model.refresh();
    client.calls.length = 0;
    pushes.pushSave('bob');
    await settled();
    expect(client.calls).toEqual([]);
  });

  it('replaces the attempt before when only the newest are listed', async () => {
    const { client, list, model, pushes } = create();
    await model.refresh();
    const next = submission({ id: 'S9', user: 'bob', attempt: 2 });
    client.submissionList.push(next);
    pushes.pushAbout(next, 'submission_received');
    await settled();
    expect(list.shown?.map(s => s.id)).toEqual(['S9', 'S1']);
  });

  it('does not bring an older attempt back when that is graded', async () => {
    const { client, list, model, pushes } = create();
    client.submissionList = [submission({ id: 'S9', user: 'bob', attempt: 2 })];
    await model.refresh();
    const before = submission({ id: 'S2', user: 'bob', state: 'graded' });
    client.submissionList.push(before);
    pushes.pushAbout(before);
    await settled();
    expect(list.shown?.map(s => s.id)).toEqual(['S9']);
  });

  it('makes one list of very many pushes', async () => {
    const { client, list, model, pushes } = create();
    await model.refresh();
    const class_ = Array.from({ length: 60 }, (_, index) =>
      submission({ id: `S${index + 100}`, user: `u${index}` })
    );
    client.submissionList.push(...class_);
    client.calls.length = 0;
    class_.forEach(one => pushes.pushAbout(one, 'submission_received'));
    for (let turn = 0; turn < 10; turn++) {
      await settled();
    }
    expect(client.calls.filter(call => call === 'submission').length).toBe(1);
    expect(list.rows).toHaveLength(62);
  });

  describe('while a class waits', () => {
    beforeEach(() => jest.useFakeTimers());
    afterEach(() => jest.useRealTimers());

    const ETA = '2026-11-21T12:05:00Z';
    const moved = (row: Submission, position: number) => ({
      type: 'queue_moved',
      at: '2026-11-21T11:03:00Z',
      course_id: 'C1',
      assignment_id: row.assignment_id,
      user: row.user,
      data: { submission_id: row.id, job_id: 'J1', position, eta: ETA }
    });

    it('shows the place of the chosen submission', async () => {
      const { client, list, model, pushes } = create();
      await model.refresh();
      list.selectSubmission('S2');
      await settled();
      client.calls.length = 0;
      pushes.push('service_event', moved(client.submissionList[0], 3));
      jest.runAllTimers();
      await settled();
      expect(client.calls).toEqual([]);
      expect(list.detail.submission).toMatchObject({ position: 3, eta: ETA });
    });

    it('gives no place to what has begun, or is queued once more', async () => {
      const { client, list, model, pushes } = create();
      Object.assign(client.submissionList[0], { job_id: 'J7' });
      await model.refresh();
      for (const row of client.submissionList) {
        list.selectSubmission(row.id);
        await settled();
        pushes.push('service_event', moved(row, 3));
        jest.runAllTimers();
        expect(list.detail.submission?.position).toBeUndefined();
      }
    });
  });

  it('shows results of the chosen submission, and new ones when it is graded', async () => {
    const { client, list, model, pushes } = create();
    await model.refresh();
    list.selectSubmission('S2');
    await settled();
    expect(list.detail.grades).toEqual([]);
    Object.assign(client.submissionList[0], { state: 'graded', score: 7 });
    client.calls.length = 0;
    pushes.pushAbout(client.submissionList[0]);
    await settled();
    expect(client.calls).toContain('grades');
    expect(list.detail.submission?.state).toBe('graded');
  });

  it('shows a submission as queued as soon as it is graded again', async () => {
    const { list, model } = create();
    await model.refresh();
    list.selectSubmission('S1');
    await settled();
    await list.gradeAgain();
    expect(list.rows?.find(s => s.id === 'S1')?.state).toBe('queued');
  });

  it('keeps what it shows when the service is away', async () => {
    const { client, list, model } = create();
    await model.refresh();
    client.fault = unreachable();
    await model.refresh();
    expect(model.error).toBe(client.fault);
    expect(list.rows).toHaveLength(2);
  });
});
