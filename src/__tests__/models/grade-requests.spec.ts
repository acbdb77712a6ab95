import { GradeRequestsModel } from '../../models/grade-requests';
import { FakeClient } from '../fake-client';
import { live, settled } from '../live';
import { gradeRequest, unreachable } from '../samples';

function create() {
  const client = new FakeClient();
  const { events, pushes } = live();
  const model = new GradeRequestsModel({
    client,
    live: events,
    submissionId: 'S1'
  });
  return { client, model, pushes };
}

describe('what somebody asks about a grade', () => {
  it('can be about each question of the feedback', async () => {
    const { model } = create();
    expect(model.requests).toBeNull();
    await model.refresh();
    expect(model.questions).toEqual(['q1']);
    expect(model.requests).toEqual([]);
  });

  it('can be about the whole where the staff gave files of their own', async () => {
    const { client, model } = create();
    client.feedbackReply = { ...client.feedbackReply, result: null };
    await model.refresh();
    expect(model.questions).toEqual([]);
  });

  it('is listed when it has been asked, and when it is withdrawn', async () => {
    const { model } = create();
    await model.refresh();
    await model.ask('Why?', 'q1');
    expect(model.requests).toMatchObject([
      { id: 'R1', state: 'open', question: 'q1' }
    ]);
    await model.withdraw('R1');
    expect(model.requests).toMatchObject([{ id: 'R1', state: 'withdrawn' }]);
  });

  it('rejects what was not taken, so that it stays written', async () => {
    const { client, model } = create();
    client.fault = unreachable();
    await expect(model.ask('Why?', null)).rejects.toBe(client.fault);
  });

  it('says why it was not withdrawn, with the list as it is now', async () => {
    const { client, model } = create();
    client.requestList = [gradeRequest()];
    await model.refresh();
    client.withdrawRequest = () => Promise.reject(unreachable());
    client.requestList = [gradeRequest({ state: 'answered' })];
    await model.withdraw('R1');
    expect(model.error).toMatchObject({ code: 'service_unreachable' });
    expect(model.requests).toMatchObject([{ state: 'answered' }]);
  });

  it('says it until the next try, whatever is listed anew', async () => {
    const { client, model } = create();
    client.requestList = [gradeRequest()];
    await model.refresh();
    client.fault = unreachable();
    await model.withdraw('R1');
    client.fault = null;
    await model.refresh();
    expect(model.error).toMatchObject({ code: 'service_unreachable' });
    await model.retry();
    expect(model.error).toBeNull();
    expect(model.requests).toMatchObject([{ state: 'withdrawn' }]);
  });

  it('tries nothing again that is over', async () => {
    const { client, model } = create();
    client.requestList = [gradeRequest()];
    await model.refresh();
    const withdraw = jest.spyOn(client, 'withdrawRequest');
    withdraw.mockRejectedValue(unreachable());
    client.requestList = [gradeRequest({ state: 'answered' })];
    await model.withdraw('R1');
    await model.retry();
    expect(withdraw).toHaveBeenCalledTimes(1);
    expect(model.error).toBeNull();
  });

  it('has its answer as soon as there is one', async () => {
    const { client, model, pushes } = create();
    client.requestList = [gradeRequest()];
    await model.refresh();
    await client.answerRequest('R1', 'So.');
    const answered = (submission: string): void =>
      pushes.push('service_event', {
        type: 'request_answered',
        at: '2026-11-21T11:03:00Z',
        course_id: 'C1',
        assignment_id: 'A1',
        user: 'alice',
        data: { submission_id: submission, request_id: 'R1', by: 'tom' }
      });
    answered('S2');
    await settled();
    expect(model.requests?.[0].state).toBe('open');
    answered('S1');
    await settled();
    expect(model.requests?.[0]).toMatchObject({ answer: 'So.' });
  });
});
