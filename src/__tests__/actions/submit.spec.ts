import { Notification } from '@jupyterlab/apputils';
import { waitFor } from '@testing-library/dom';
import { submitAssignment } from '../../actions/submit';
import { pendingSentence } from '../../components/pending-words';
import { english } from '../../english';
import { FakeClient } from '../fake-client';
import { assignment, pending } from '../samples';
import { atOnce, environment } from './environment';
import { press } from './dialog';

describe('a submission that can not be sent at once', () => {
  afterEach(() => Notification.dismiss());

  it('is told as the pill and the panel tell it', async () => {
    const client = new FakeClient();
    client.submitted = {
      outbox_id: 'O1',
      state: 'waiting',
      submission: null,
      message: 'Waiting.'
    };
    void submitAssignment(assignment(), atOnce, environment({ client }));
    await press('Submit');
    await waitFor(() =>
      expect(
        Notification.manager.notifications.map(({ message }) => message)
      ).toEqual([pendingSentence(pending(), english)])
    );
  });
});

describe('work that can not be handed in', () => {
  it('is not offered to be, and nothing is sent', async () => {
    const client = new FakeClient();
    client.ownWork.checked = {
      findings: [
        { code: 'invalid_notebook', blocks: true, message: 'No.', details: {} }
      ],
      files: 0,
      size: 0,
      asked: true
    };
    const submitting = submitAssignment(
      assignment(),
      atOnce,
      environment({ client })
    );
    await press('Close');
    await submitting;
    expect(client.calls).toEqual(['check cs1/lab1/lab1.ipynb']);
  });
});
