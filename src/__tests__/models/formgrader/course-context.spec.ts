import { CourseContext } from '../../../models/formgrader/course-context';
import { deferred } from '../../deferred';
import { FakeClient } from '../../fake-client';
import { settled } from '../../live';
import { assignment, course, person } from '../../samples';

async function open() {
  const client = new FakeClient();
  client.person = person({ courses: [course({ role: 'instructor' })] });
  client.assignmentList = [assignment(), assignment({ id: 'A2', name: 'hw2' })];
  const context = new CourseContext(client);
  await context.load();
  return { client, context };
}

describe('the course that pages are about', () => {
  it('keeps what was saved while an older list was on its way', async () => {
    const { client, context } = await open();
    const list = deferred(client, 'assignments');
    const loaded = context.load();
    await settled();
    context.take(assignment({ name: 'saved' }));
    list.resolve([assignment(), assignment({ id: 'A2', name: 'newer' })]);
    await loaded;
    expect(context.assignments?.map(one => one.name)).toEqual([
      'saved',
      'newer'
    ]);
  });

  it('takes over what is listed after that', async () => {
    const { client, context } = await open();
    context.take(assignment({ name: 'saved' }));
    client.assignmentList = [assignment({ name: 'by somebody else' })];
    await context.load();
    expect(context.assignment?.name).toBe('by somebody else');
  });
});
