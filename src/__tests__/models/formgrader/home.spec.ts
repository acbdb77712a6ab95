import { FormgraderModel } from '../../../models/formgrader/formgrader';
import { parsePlace } from '../../../models/formgrader/place';
import { FakeClient } from '../../fake-client';
import { live, settled } from '../../live';
import {
  assignment,
  course,
  gradeRequest,
  person,
  submission,
  todo,
  todoItem
} from '../../samples';

function create(hash = '') {
  const client = new FakeClient();
  client.person = person({
    courses: [
      course({ role: 'instructor' }),
      course({ id: 'C2', name: 'data8', role: 'ta' })
    ]
  });
  client.assignmentList = [
    assignment(),
    assignment({ id: 'A2', name: 'lab2' }),
    assignment({ id: 'A3', course_id: 'C2', name: 'hw' })
  ];
  client.submissionList = [
    submission({ id: 'S2', user: 'bob' }),
    submission({ id: 'S1', state: 'failed' })
  ];
  client.todoReply = todo(todoItem());
  const { events, pushes } = live();
  const place = parsePlace(hash) ?? undefined;
  const model = new FormgraderModel({ client, live: events, place });
  return { client, model, pushes };
}

describe('Home of the Formgrader', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('is where the Formgrader begins, with what is to be done', async () => {
    const { client, model } = create();
    await model.refresh();
    expect(model.place.page).toBe('home');
    expect(model.page('home').todo?.items).toEqual(client.todoReply.items);
    expect(client.calls).not.toContain('submissions');
  });

  it('asks once for whatever happens within a second', async () => {
    const { client, model, pushes } = create();
    await model.refresh();
    client.calls.length = 0;
    for (let number = 0; number < 50; number++) {
      const row = submission({ id: `S${number}`, user: `u${number}` });
      pushes.pushAbout(row, 'submission_received');
      pushes.pushAbout(row, 'queue_moved');
    }
    await jest.advanceTimersByTimeAsync(1_000);
    expect(client.calls.filter(call => call === 'todo C1')).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(client.calls.filter(call => call === 'todo C1')).toHaveLength(1);
  });

  it('forgets what is to be done in the course before', async () => {
    const { model } = create();
    await model.refresh();
    model.context.selectCourse('C2');
    expect(model.page('home').todo).toBeNull();
    await settled();
    expect(model.page('home').todo?.course_id).toBe('C2');
  });
});

describe('the places of the Formgrader', () => {
  it('are gone to before anything is known', async () => {
    const { model } = create('#submissions?assignment=A2&state=failed');
    await model.refresh();
    expect(model.context.assignment?.id).toBe('A2');
    expect(model.page('submissions').filter.state).toBe('failed');
  });

  it('may be in another course', async () => {
    const { model } = create();
    await model.refresh();
    model.go(parsePlace('submissions?course=C2&assignment=A3')!);
    await settled();
    expect(model.context.course?.id).toBe('C2');
    expect(model.context.assignment?.id).toBe('A3');
  });

  it('lead back to what was shown', async () => {
    const { model } = create();
    model.show('submissions');
    await model.refresh();
    model.context.selectAssignment('A2');
    model.page('submissions').setFilter({ state: 'not_graded', text: 'bo' });
    const { place } = model;
    expect(place).toEqual({
      page: 'submissions',
      course: 'C1',
      assignment: 'A2',
      query: { state: 'not_graded', text: 'bo' }
    });
    model.go(parsePlace('home')!);
    model.go(place);
    await settled();
    expect(model.place).toEqual(place);
  });

  it('that there are not change nothing', async () => {
    const { model } = create('#nowhere?course=C9&assignment=A9');
    await model.refresh();
    expect(model.place).toMatchObject({
      page: 'home',
      course: 'C1',
      assignment: 'A1'
    });
    model.go(parsePlace('constructor')!);
    expect(model.place.page).toBe('home');
  });
});

describe('the submissions that are shown', () => {
  it('are those in the state that is asked for, as they change', async () => {
    const { client, model, pushes } = create('#submissions?state=failed');
    await model.refresh();
    const list = model.page('submissions');
    expect(list.shown?.map(({ id }) => id)).toEqual(['S1']);
    Object.assign(client.submissionList[0], { state: 'failed' });
    pushes.pushAbout(client.submissionList[0], 'grading_failed');
    await settled();
    expect(list.shown?.map(({ id }) => id)).toEqual(['S2', 'S1']);
    list.setFilter({ state: null });
    expect(list.shown).toHaveLength(2);
  });

  it('are those that somebody asks about, older attempts too, until there is an answer', async () => {
    const { client, model, pushes } = create('#submissions');
    client.requestList = [
      gradeRequest({ submission_id: 'S2' }),
      gradeRequest({ id: 'R2', submission_id: 'S1', state: 'withdrawn' })
    ];
    await model.refresh();
    const list = model.page('submissions');
    list.setFilter({ state: 'asked' });
    await settled();
    expect(list.filter.latestOnly).toBe(false);
    expect(list.shown?.map(({ id }) => id)).toEqual(['S2']);
    list.selectSubmission('S2');
    await settled();
    expect(list.detail.requests?.map(({ id }) => id)).toEqual(['R1']);
    await list.detail.answer('R1', 'So.');
    expect(list.detail.requests?.[0].answer).toBe('So.');
    pushes.push('service_event', {
      type: 'request_answered',
      at: '2026-11-21T11:03:00Z',
      course_id: 'C1',
      assignment_id: 'A1',
      user: 'bob',
      data: { submission_id: 'S2', request_id: 'R1', by: 'tom' }
    });
    await settled();
    expect(list.shown).toEqual([]);
  });
});
