import { Notification } from '@jupyterlab/apputils';
import { SubmissionNotices } from '../../actions/notices';
import { english } from '../../english';
import { live } from '../live';

function create(inHand = false, tellsSent = true) {
  const { events, pushes } = live();
  const notices = new SubmissionNotices({
    live: events,
    trans: english,
    tellsSent: () => tellsSent,
    isInHand: () => inHand
  });
  const push = (state: string): void =>
    pushes.push('outbox_changed', {
      id: 'O1',
      assignment_id: 'A1',
      notebook: 'cs1/lab1/lab1.ipynb',
      state,
      attempt: 2,
      message: ''
    });
  return { notices, push };
}

const messages = (): string[] =>
  Notification.manager.notifications.map(notification => notification.message);

describe('notices of submissions', () => {
  afterEach(() => Notification.dismiss());

  it('tell who does not want them of what was refused alone', () => {
    const { notices, push } = create(false, false);
    notices.waits('O1', Notification.warning('waits'));
    push('acknowledged');
    expect(messages()).toEqual([]);
    push('refused');
    expect(messages()).toHaveLength(1);
  });

  it('replace the word that it waits when it has been sent', () => {
    const { notices, push } = create();
    notices.waits('O1', Notification.warning('waits'));
    push('waiting');
    expect(messages()).toEqual(['waits']);
    push('acknowledged');
    expect(messages()).toEqual(['“lab1.ipynb” has been sent: attempt #2.']);
  });

  it('do not repeat what the answer to the click has told', () => {
    const { notices, push } = create();
    notices.told('O1');
    push('acknowledged');
    expect(messages()).toEqual([]);
  });

  it('leave the telling to a click that still waits for its answer', () => {
    const { push } = create(true);
    push('acknowledged');
    expect(messages()).toEqual([]);
  });

  it('say that a submission was refused later', () => {
    const { push } = create();
    push('refused');
    expect(messages()[0]).toMatch(/was not accepted/);
  });
});
