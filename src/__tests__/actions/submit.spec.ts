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
