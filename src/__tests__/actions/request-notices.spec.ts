import { Notification } from '@jupyterlab/apputils';
import { RequestNotices } from '../../actions/request-notices';
import { english } from '../../english';
import { PersonModel } from '../../models/person';
import { FakeClient } from '../fake-client';
import { live } from '../live';

async function create(isWanted = true) {
  const { events, pushes } = live();
  const person = new PersonModel({ client: new FakeClient(), live: events });
  await person.refresh();
  const onRead = jest.fn();
  new RequestNotices({
    live: events,
    person,
    trans: english,
    isWanted: () => isWanted,
    nameOf: id => (id === 'A1' ? 'lab1' : undefined),
    onRead
  });
  const push = (type: string, user: string, assignment = 'A1'): void =>
    pushes.push('service_event', {
      type,
      at: '2026-11-21T11:03:00Z',
      course_id: 'C1',
      assignment_id: assignment,
      user,
      data: { submission_id: 'S1', request_id: 'R1', by: 'tom' }
    });
  return { onRead, push };
}

describe('notices of requests about grades', () => {
  afterEach(() => Notification.dismiss());

  it('tell who has asked of the answer, and lead to it', async () => {
    const { onRead, push } = await create();
    push('request_answered', 'alice');
    const [notice] = Notification.manager.notifications;
    expect(notice.message).toBe(
      'tom has answered what you asked about the grade of “lab1”.'
    );
    notice.options.actions?.[0].callback(new MouseEvent('click'));
    expect(onRead).toHaveBeenCalledWith('A1');
  });

  it('stay away from who does not want them', async () => {
    const { push } = await create(false);
    push('request_answered', 'alice');
    expect(Notification.manager.notifications).toEqual([]);
  });

  it('tell nobody else, and of nothing else', async () => {
    const { push } = await create();
    push('request_answered', 'bob');
    push('request_made', 'alice');
    push('request_withdrawn', 'alice');
    push('request_answered', 'alice', 'A9');
    expect(Notification.manager.notifications).toEqual([]);
  });
});
