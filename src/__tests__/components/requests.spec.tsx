import '@testing-library/jest-dom';
import { fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { GradeRequest } from '../../api/schemas';
import { SubmissionRequests } from '../../components/formgrader/submission-requests';
import { OwnRequests } from '../../components/own-requests';
import { english } from '../../english';
import { faultOf } from '../../models/fault';
import { gradeRequest, TIME, unreachable } from '../samples';

const answered = gradeRequest({
  state: 'answered',
  closed_at: TIME,
  answer: 'You are right.\nThank you.',
  answered_by: 'tom',
  after: { score: 9, max_score: 10 },
  changed: true
});

describe('asking about a grade', () => {
  function own(change: Partial<Parameters<typeof OwnRequests>[0]> = {}) {
    const onAsk = jest.fn(() => Promise.resolve());
    const onWithdraw = jest.fn(() => Promise.resolve());
    render(
      <OwnRequests
        requests={[]}
        questions={['q1', 'q2']}
        fault={null}
        trans={english}
        faultOf={error => faultOf(error, english)}
        onAsk={onAsk}
        onWithdraw={onWithdraw}
        onRetry={() => undefined}
        {...change}
      />
    );
    return { onAsk, onWithdraw };
  }

  it('is done in one’s own words, about a question or the whole', async () => {
    const { onAsk } = own();
    const send = screen.getByRole('button', { name: 'Ask' });
    const text = screen.getByRole('textbox', { name: 'What do you ask?' });
    expect(send).toBeDisabled();
    await userEvent.type(text, ' {Enter}');
    expect(send).toBeDisabled();
    await userEvent.type(text, 'Why?');
    fireEvent.change(screen.getByRole('combobox'), { target: { value: 'q2' } });
    await userEvent.click(send);
    expect(onAsk).toHaveBeenCalledWith(' \nWhy?', 'q2');
    expect(text).toHaveValue('');
  });

  it('begins with the question that it was opened at', async () => {
    const { onAsk } = own({ about: 'q2' });
    expect(screen.getByRole('combobox')).toHaveValue('q2');
    await userEvent.type(screen.getByRole('textbox'), 'Why?');
    await userEvent.click(screen.getByRole('button', { name: 'Ask' }));
    expect(onAsk).toHaveBeenCalledWith('Why?', 'q2');
  });

  it('keeps what was written until it has arrived', async () => {
    own({ onAsk: () => Promise.reject(unreachable()) });
    const text = screen.getByRole('textbox');
    await userEvent.type(text, 'Why?');
    await userEvent.click(screen.getByRole('button', { name: 'Ask' }));
    expect(await screen.findByRole('alert')).toBeInTheDocument();
    expect(text).toHaveValue('Why?');
  });

  it('shows state, answer and what became of the score', async () => {
    const { onWithdraw } = own({
      requests: [gradeRequest({ id: 'R2', question: 'q1' }), answered]
    });
    const [open, ended] = screen.getAllByRole('article');
    expect(open).toHaveTextContent('No answer yet');
    expect(ended).toHaveTextContent('Answered');
    expect(ended).toHaveTextContent('The score changed from 8/10 to 9/10.');
    expect(within(ended).getByText(/You are right/).textContent).toBe(
      answered.answer
    );
    expect(within(ended).queryByRole('button')).toBeNull();
    await userEvent.click(within(open).getByRole('button'));
    expect(onWithdraw).toHaveBeenCalledWith('R2');
  });

  it('says that the score stayed', () => {
    const kept = { changed: false, after: { score: 8, max_score: 10 } };
    own({ requests: [{ ...answered, ...kept }] });
    expect(screen.getByText('The score stayed 8/10.')).toBeInTheDocument();
  });
});

describe('answering', () => {
  const staff = (
    requests: GradeRequest[],
    onAnswer: () => Promise<void> = jest.fn(() => Promise.resolve())
  ) => (
    <SubmissionRequests
      requests={requests}
      trans={english}
      faultOf={error => faultOf(error, english)}
      onAnswer={onAnswer}
    />
  );

  it('is offered for what is open', async () => {
    const onAnswer = jest.fn(() => Promise.resolve());
    render(staff([gradeRequest(), { ...answered, id: 'R2' }], onAnswer));
    await userEvent.type(screen.getByRole('textbox', { name: 'Answer' }), 'So');
    await userEvent.click(
      screen.getByRole('button', { name: 'Send the answer' })
    );
    expect(onAnswer).toHaveBeenCalledWith('R1', 'So');
  });

  it('loses nothing when somebody else was faster', async () => {
    const { rerender } = render(
      staff([gradeRequest()], () => Promise.reject(unreachable()))
    );
    await userEvent.type(screen.getByRole('textbox'), 'A long answer');
    await userEvent.click(
      screen.getByRole('button', { name: 'Send the answer' })
    );
    rerender(staff([answered]));
    const text = screen.getByRole('textbox', { name: 'What you wrote' });
    expect(text).toHaveValue('A long answer');
    expect(text).toHaveAttribute('readonly');
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('is nowhere when nobody asks', () => {
    const { container } = render(staff([]));
    expect(container).toBeEmptyDOMElement();
  });
});
