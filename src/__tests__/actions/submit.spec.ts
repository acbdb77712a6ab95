import { Notification } from '@jupyterlab/apputils';
import '@testing-library/jest-dom';
import { PromiseDelegate } from '@lumino/coreutils';
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

describe('a check that takes long', () => {
  /** A client that does not answer before `answer` is called. */
  function slow() {
    const client = new FakeClient();
    const { checked } = client.ownWork;
    const waiting = new PromiseDelegate<typeof checked>();
    client.ownWork.check = () => waiting.promise;
    return { client, answer: () => waiting.resolve(checked) };
  }
  const dialogs = () => document.querySelectorAll('.jp-Dialog');

  it('is shown, and gives way to the question', async () => {
    const { answer, client } = slow();
    const submitting = submitAssignment(
      assignment(),
      atOnce,
      environment({ client })
    );
    await waitFor(() =>
      expect(dialogs()[0]).toHaveTextContent('Checking “lab1”…')
    );
    answer();
    await waitFor(() =>
      expect(dialogs()[0]).toHaveTextContent('Submit “lab1”?')
    );
    expect(dialogs()).toHaveLength(1);
    await press('Cancel');
    await submitting;
    expect(dialogs()).toHaveLength(0);
  });

  it('can be cancelled, and nothing is asked when it is done at last', async () => {
    const { answer, client } = slow();
    const submitting = submitAssignment(
      assignment(),
      atOnce,
      environment({ client })
    );
    await press('Cancel');
    await submitting;
    answer();
    await Promise.resolve();
    expect(dialogs()).toHaveLength(0);
    expect(client.calls).toEqual([]);
  });
});

describe('work without an answer of the service', () => {
  it('is said to be kept until there is one', async () => {
    const client = new FakeClient();
    client.ownWork.checked = { ...client.ownWork.checked, asked: false };
    const submitting = submitAssignment(
      assignment(),
      atOnce,
      environment({ client })
    );
    await waitFor(() =>
      expect(document.querySelector('.jp-Dialog')).toHaveTextContent(
        'kept on disk and sent by itself'
      )
    );
    await press('Cancel');
    await submitting;
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
