import '@testing-library/jest-dom';
import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { INotebookInfo } from '../../api/local';
import { StatusDetails } from '../../components/status-details';
import { english } from '../../english';
import { lastTryOf } from '../../models/fault';
import { statusOf } from '../../models/status';
import {
  TIME,
  assignment,
  manualQuestion,
  notebookInfo,
  pending,
  result,
  submission
} from '../samples';

function details(change: Partial<INotebookInfo>, onAsk = jest.fn()) {
  const info = notebookInfo(change);
  const onForget = jest.fn();
  render(
    <StatusDetails
      info={info}
      status={statusOf(info)}
      fault={null}
      lastTry={lastTryOf(info.pending, english)}
      trans={english}
      onForget={onForget}
      onAsk={onAsk}
      onAttempts={() => undefined}
    />
  );
  return onForget;
}

describe('the details of a status', () => {
  it('have the comments of released feedback as text', () => {
    const comment = {
      id: 'K1',
      submission_id: 'S1',
      question: 'q1',
      text: '<b>Units</b>\nplease',
      author: 'tom',
      created_at: TIME
    };
    const onAsk = jest.fn();
    const info = {
      submission: submission({ state: 'graded', score: 8, max_score: 10 }),
      grade: result(),
      feedback: {
        submission_id: 'S1',
        state: 'released',
        outdated: true,
        generated_at: TIME,
        released_at: TIME,
        comments: [comment]
      }
    } satisfies Partial<INotebookInfo>;
    details(info, onAsk);
    expect(screen.getByText(/<b>Units<\/b>/)).toBeVisible();
    expect(screen.getByText('tom on q1')).toBeVisible();
    expect(screen.getByText(/has changed since/)).toBeVisible();
    screen.getByRole('button', { name: 'Ask about this grade…' }).click();
    expect(onAsk).toHaveBeenCalledTimes(1);
  });

  it('have the receipt and the score by question', () => {
    details({
      submission: submission({ state: 'graded', score: 8, max_score: 10 }),
      grade: result()
    });
    expect(screen.getByText('#1')).toBeInTheDocument();
    expect(screen.getByText(/^ab12ab12ab12…$/)).toBeInTheDocument();
    expect(screen.getByRole('rowheader', { name: 'q1' })).toBeInTheDocument();
    expect(screen.getByRole('cell', { name: '1/2' })).toBeInTheDocument();
    expect(screen.getByRole('img', { name: 'q1 - 2 failed' })).toBeVisible();
  });

  it('tell why a test failed, without hovering', () => {
    details({
      submission: submission({ state: 'graded', score: 8, max_score: 10 }),
      grade: result()
    });
    expect(screen.getByText('Look at the last row.')).not.toBeVisible();
    const summary = screen.getByText('Why a test of q1 failed');
    expect(summary.tagName).toBe('SUMMARY');
    act(() => summary.click());
    expect(screen.getByText('Look at the last row.')).toBeVisible();
  });

  it('tell a question that a person grades', () => {
    details({
      submission: submission({ state: 'graded', score: 8, max_score: 10 }),
      grade: result({
        questions: [manualQuestion({ needs_manual_grade: true })],
        message: '3 of the 10 points are given by the course staff.'
      })
    });
    expect(screen.getByRole('row', { name: /^why/ })).toHaveTextContent(
      'The course staff will grade this.up to 3, graded by hand'
    );
    expect(screen.getByText(/^3 of the 10 points/)).toBeInTheDocument();
  });

  it('say that staff see what is saved, to students only', () => {
    const seen = 'Staff of cs1 can see this notebook when you save it.';
    details({ assignment: assignment({ live: true }), role: 'instructor' });
    expect(screen.queryByText(seen)).toBeNull();
    details({ assignment: assignment() });
    expect(screen.queryByText(seen)).toBeNull();
    details({ assignment: assignment({ live: true }) });
    expect(screen.getByText(seen)).toBeInTheDocument();
  });

  it('have no receipt as long as nothing has arrived', () => {
    details({ pending: pending({ last_error: 'The service is away.' }) });
    expect(screen.queryByText('Receipt')).not.toBeInTheDocument();
    expect(screen.getByText('The service is away.')).toBeInTheDocument();
    expect(screen.getAllByText(/as soon as/)).toHaveLength(1);
  });

  it('give no advice about a try that is made again by itself', () => {
    details({
      pending: pending({
        last_code: 'service_unreachable',
        last_error: 'Something answered 503. Try again in a minute.'
      })
    });
    expect(
      screen.getByText('The grading service does not answer.')
    ).toBeInTheDocument();
    expect(screen.queryByText(/Try again/)).not.toBeInTheDocument();
  });

  it('say that the assignment is closed', () => {
    details({ assignment: assignment({ state: 'closed' }) });
    expect(screen.getByText(/is closed: it takes no more/)).toBeInTheDocument();
    expect(screen.queryByText(/you can submit again/)).toBeNull();
  });

  it('show the score again when what refused a later submission is open again', () => {
    details({
      pending: pending({ state: 'refused', last_code: 'assignment_closed' }),
      submission: submission({
        state: 'graded',
        score: 8,
        max_score: 10,
        submitted_at: '2026-11-21T10:00:00Z'
      }),
      grade: result()
    });
    expect(screen.getByText('Attempt 1: 8 of 10 points.')).toBeInTheDocument();
    expect(screen.getByText(/is open again/)).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Forget it…' })
    ).toBeInTheDocument();
  });

  it('have the own due time, attempts and what counts of a late score', () => {
    details({
      assignment: assignment({
        due_at: '2020-06-15T12:00:00Z',
        extended: true,
        attempts_left: 0
      }),
      submission: submission({
        state: 'graded',
        score: 8,
        max_score: 10,
        late: true,
        penalty: 2,
        final_score: 6
      }),
      grade: result()
    });
    expect(screen.getByText(/^Due .*2020.* \(extended\)$/)).toBeVisible();
    expect(screen.getByText('No attempts left')).toBeVisible();
    expect(screen.getByText(/so 6 of 10 count/)).toBeVisible();
    expect(screen.getByText('late: −2 points')).toBeVisible();
  });

  it('offer to forget only what was refused', async () => {
    const onForget = details({ pending: pending({ state: 'refused' }) });
    await userEvent.click(screen.getByRole('button', { name: 'Forget it…' }));
    expect(onForget).toHaveBeenCalledWith(
      expect.objectContaining({ id: 'O1', state: 'refused' })
    );
  });
});
