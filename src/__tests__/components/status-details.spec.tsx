import '@testing-library/jest-dom';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { INotebookInfo } from '../../api/local';
import { StatusDetails } from '../../components/status-details';
import { english } from '../../english';
import { lastTryOf } from '../../models/fault';
import { statusOf } from '../../models/status';
import {
  manualQuestion,
  notebookInfo,
  pending,
  result,
  submission
} from '../samples';

function details(change: Partial<INotebookInfo>) {
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
    />
  );
  return onForget;
}

describe('the details of a status', () => {
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

  it('tell a question that a person grades', () => {
    details({
      submission: submission({ state: 'graded', score: 8, max_score: 10 }),
      grade: result({
        questions: [manualQuestion({ needs_manual_grade: true })],
        message: '3 of the 10 points are given by the course staff.'
      })
    });
    expect(screen.getByRole('row', { name: /^why/ })).toHaveTextContent(
      'The course staff will grade this.up to 3, by a person'
    );
    expect(screen.getByText(/^3 of the 10 points/)).toBeInTheDocument();
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

  it('offer to forget only what was refused', async () => {
    const onForget = details({ pending: pending({ state: 'refused' }) });
    await userEvent.click(screen.getByRole('button', { name: 'Forget it…' }));
    expect(onForget).toHaveBeenCalledWith(
      expect.objectContaining({ id: 'O1', state: 'refused' })
    );
  });
});
