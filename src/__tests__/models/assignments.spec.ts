import { AssignmentsModel, MANY } from '../../models/assignments';
import { FakeClient } from '../fake-client';
import { live, settled } from '../live';
import { assignment, pending, status, unreachable } from '../samples';

function create() {
  const client = new FakeClient();
  const { events, pushes } = live();
  const model = new AssignmentsModel({ client, live: events });
  return { client, events, model, pushes };
}

describe('the assignments', () => {
  it('are listed by course', async () => {
    const { client, model } = create();
    client.assignmentList = [
      assignment(),
      assignment({ id: 'A2', course_id: 'C2', course: 'data8' }),
      assignment({ id: 'A3', name: 'lab2' })
    ];
    await model.refresh();
    expect(
      model.courses.map(c => [c.course, c.assignments.map(a => a.id)])
    ).toEqual([
      ['cs1', ['A1', 'A3']],
      ['data8', ['A2']]
    ]);
  });

  it('are found by a part of their name or course, in any case', async () => {
    const { client, model } = create();
    client.assignmentList = [
      assignment(),
      assignment({ id: 'A2', course_id: 'C2', course: 'data8', name: 'Hw' })
    ];
    await model.refresh();
    model.filter = ' HW ';
    expect(model.courses.map(c => c.course)).toEqual(['data8']);
    model.filter = 'CS1';
    expect(model.courses.map(c => c.course)).toEqual(['cs1']);
  });

  it('are searchable when there are many', async () => {
    const { client, model } = create();
    await model.refresh();
    expect(model.hasMany).toBe(false);
    client.assignmentList = Array.from({ length: MANY }, (_, index) =>
      assignment({ id: `A${index}` })
    );
    await model.refresh();
    expect(model.hasMany).toBe(true);
  });

  it('are stale, not gone, when the service is away', async () => {
    const { client, model } = create();
    await model.refresh();
    expect(model.stale).toBe(false);
    client.assignmentList = [assignment({ stale: true })];
    await model.refresh();
    expect([model.stale, model.courses.length]).toEqual([true, 1]);
    client.fault = unreachable();
    await model.refresh();
    expect([model.stale, model.courses.length]).toEqual([true, 1]);
  });

  it('are not empty but stale when nothing is known of a service that is away', async () => {
    const { client, model } = create();
    client.assignmentList = [];
    client.statusReply = status({ reachable: false });
    await model.refresh();
    expect(model.stale).toBe(true);
  });

  it('are not asked for where no service is set up', async () => {
    const { client, model } = create();
    client.statusReply = status({ configured: false, user: null });
    await model.refresh();
    expect(model.configured).toBe(false);
    expect(client.calls).not.toContain('localAssignments');
  });

  it('are refreshed by pushes about the course or the user, not about others', async () => {
    const { client, model, pushes } = create();
    await model.refresh();
    client.calls.length = 0;
    pushes.pushAbout({ id: 'S1', assignment_id: 'A1', user: 'bob' });
    await settled();
    expect(client.calls).toEqual([]);
    pushes.pushAbout({ id: 'S1', assignment_id: 'A1', user: 'alice' });
    await settled();
    expect(client.calls).toEqual(['localAssignments']);
  });

  it('hear of the user also when the service was away at first', async () => {
    const { client, model, pushes } = create();
    client.statusReply = status({ reachable: false, user: null });
    await model.refresh();
    client.statusReply = status();
    await model.refresh();
    client.calls.length = 0;
    pushes.pushAbout({ id: 'S1', assignment_id: 'A1', user: 'alice' });
    await settled();
    expect(client.calls).toEqual(['localAssignments']);
  });

  it('have no refused submission any more that was forgotten', async () => {
    const { client, model } = create();
    client.assignmentList = [
      assignment({ pending: pending({ state: 'refused' }) })
    ];
    await model.refresh();
    const forgotten = model.forget('A1', 'O1');
    expect([...model.busy]).toEqual(['A1']);
    await forgotten;
    expect(client.calls).toContain('forget O1');
    expect(model.assignments?.[0].pending).toBeNull();
  });

  it('are busy one by one', async () => {
    const { model } = create();
    await model.refresh();
    let end = (): void => undefined;
    const work = model.during('A1', () => new Promise<void>(r => (end = r)));
    expect([...model.busy]).toEqual(['A1']);
    end();
    await work;
    expect([...model.busy]).toEqual([]);
  });
});
