import { screen } from '@testing-library/dom';
import '@testing-library/jest-dom';
import userEvent from '@testing-library/user-event';
import { askAboutGrade } from '../../actions/ask-about-grade';
import { english } from '../../english';
import { FakeClient } from '../fake-client';
import { live } from '../live';
import { assignment, submission } from '../samples';
import { press } from './dialog';

const mine = {
  id: 'S2',
  attempt: 2,
  submitted_at: '2026-11-21T11:03:00Z',
  late: false,
  state: 'graded'
};

function ask(client: FakeClient, told: number | null): Promise<void> {
  return askAboutGrade(
    assignment({ my_submission: { ...mine, feedback_attempt: told } }),
    { client, live: live().events, trans: english }
  );
}

describe('asking about the grade of an assignment', () => {
  it('is about the newest attempt that feedback was released on', async () => {
    const client = new FakeClient();
    client.submissionList = [
      submission({ id: 'S2', attempt: 2 }),
      submission({ id: 'S1', attempt: 1 })
    ];
    const done = ask(client, 1);
    expect(
      await screen.findByText('About the grade of “lab1”, attempt 1')
    ).toBeInTheDocument();
    const text = await screen.findByLabelText('What do you ask?');
    await userEvent.type(text, 'Why?{Enter}Really.');
    await press('Ask');
    expect(client.requestList).toMatchObject([
      { submission_id: 'S1', text: 'Why?\nReally.', question: null }
    ]);
    await press('Close');
    await done;
  });

  it('does nothing where none was released', async () => {
    const client = new FakeClient();
    await ask(client, null);
    expect(client.calls).toEqual([]);
  });
});
