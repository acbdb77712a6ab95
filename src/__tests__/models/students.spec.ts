import { FormgraderModel } from '../../models/formgrader/formgrader';
import { FakeClient } from '../fake-client';
import { live } from '../live';
import {
  course,
  enrollment,
  person,
  TIME,
  todo,
  todoItem,
  unreachable
} from '../samples';

async function open() {
  const client = new FakeClient();
  client.person = person({ courses: [course({ role: 'instructor' })] });
  client.roster.list = [
    enrollment({ section: 'A' }),
    enrollment({ user: 'bob' }),
    enrollment({ user: 'tom', role: 'ta', section: 'A' })
  ];
  const given = { assignment_id: 'A1', extra_attempts: 1, reason: '' };
  const by = { created_by: 'ines', created_at: TIME };
  client.roster.given = [
    { id: 'X1', user: 'bob', section: null, ...given, ...by },
    { id: 'X2', user: null, section: 'A', ...given, ...by }
  ];
  const { events } = live();
  const model = new FormgraderModel({ client, live: events });
  const students = model.page('students');
  model.show('students');
  await model.refresh();
  client.calls.length = 0;
  return { client, model, students };
}

describe('the people of a course', () => {
  it('have their own extensions, and students those of their section', async () => {
    const { students } = await open();
    const ids = students.people?.map(one => [
      one.user,
      students.extensionsOf(one).map(x => x.id)
    ]);
    expect(ids).toEqual([
      ['alice', ['X2']],
      ['bob', ['X1']],
      ['tom', []]
    ]);
  });

  it('are those alone whose work is due, where Home leads, and everybody again', async () => {
    const { client, model, students } = await open();
    client.todoReply = todo(
      todoItem({ kind: 'not_submitted', users: ['bob'] })
    );
    const place = {
      page: 'students',
      course: 'C1',
      assignment: 'A1',
      query: { due: 'A1', work: 'not_submitted' }
    };
    model.go(place);
    await model.refresh();
    expect(students.listed?.map(one => one.user)).toEqual(['bob']);
    expect(model.place).toEqual(place);

    client.todoReply = todo();
    await model.refresh();
    expect(students.due).toBe('nobody');
    expect(students.listed).toEqual([]);

    students.showAll();
    expect(students.listed).toHaveLength(3);
    expect(model.place.query).toEqual({});
  });

  it('get a role and a section', async () => {
    const { client, students } = await open();
    expect(await students.enroll('zoe', 'ta', 'B')).toBe(true);
    expect(client.calls[0]).toBe('enroll zoe');
    expect(students.person).toMatchObject({ user: 'zoe', section: 'B' });
  });

  it('are imported as the preview has shown', async () => {
    const { client, students } = await open();
    students.openImport();
    const file = { csv: 'user,role', withdrawMissing: false };
    await students.previewImport(file);
    expect(students.preview?.changes).toHaveLength(1);
    await students.import(file);
    expect(client.calls.slice(0, 2)).toEqual([
      'preview user,role',
      'import D1'
    ]);
    expect([students.preview, students.imported?.changes.length]).toEqual([
      null,
      1
    ]);
  });

  it('forget the preview of another file', async () => {
    const { students } = await open();
    await students.previewImport({ csv: 'user,role', withdrawMissing: false });
    students.forgetPreview();
    expect(students.preview).toBeNull();
  });

  it('say why nothing was changed', async () => {
    const { client, model, students } = await open();
    client.fault = unreachable();
    expect(await students.enroll('zoe', 'student', null)).toBe(false);
    expect(model.error).toBe(client.fault);
    expect(students.busy).toBe(false);
  });
});
