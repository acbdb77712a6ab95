import '@testing-library/jest-dom';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  QuestionResult,
  type IQuestionResultProps
} from '../../components/question-result';
import { english } from '../../english';
import { gradeRequest, manualQuestion, result, TIME } from '../samples';

const [question] = result().questions;
const [passed, failed] = question.cases;

function shown(change: Partial<IQuestionResultProps> = {}) {
  const onAsk = jest.fn();
  render(
    <QuestionResult
      question={question}
      attempt={2}
      comments={[]}
      requests={[]}
      canAsk={false}
      trans={english}
      onAsk={onAsk}
      {...change}
    />
  );
  return onAsk;
}

const isOpen = (): boolean =>
  screen.getByRole('group').closest('details')?.open ?? false;

describe('the result in a cell', () => {
  it('is open with what failed, and says of which attempt it is', () => {
    shown({
      question: { ...question, cases: [{ ...failed, message: 'Try 3.' }] }
    });
    expect(isOpen()).toBe(true);
    expect(screen.getByText('1/2')).toBeInTheDocument();
    expect(screen.getByText('Attempt 2')).toBeInTheDocument();
    expect(screen.getByText('Try 3.')).toBeInTheDocument();
    expect(screen.getByText('hidden')).toBeInTheDocument();
  });

  it('is closed when nothing is left to gain', () => {
    shown({ question: { ...question, score: 2, cases: [passed] } });
    expect(isOpen()).toBe(false);
  });

  it('says that a lost point is of a test that is not shown', () => {
    shown({ question: { ...question, cases: [passed] } });
    expect(screen.getByText(/not shown to you/)).toBeInTheDocument();
  });

  it('draws no score that a person has yet to give as one', () => {
    shown({ question: manualQuestion({ needs_manual_grade: true }) });
    expect(screen.getByText('up to 3, graded by hand')).toBeInTheDocument();
    expect(screen.queryByText('✗')).not.toBeInTheDocument();
  });

  it('has comments, what was asked and the answer, and asks about this question', async () => {
    const onAsk = shown({
      question: { ...question, score: 2 },
      canAsk: true,
      comments: [
        {
          id: 'C1',
          submission_id: 'S1',
          question: 'q1',
          text: 'Well done.',
          author: 'tom',
          created_at: TIME
        }
      ],
      requests: [
        gradeRequest({
          question: 'q1',
          state: 'answered',
          answer: 'It stays.',
          answered_by: 'tom',
          closed_at: TIME,
          after: { score: 2, max_score: 2 },
          changed: false
        })
      ]
    });
    expect(isOpen()).toBe(true);
    expect(screen.getByText('Well done.')).toBeInTheDocument();
    expect(screen.getByText('It stays.')).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Ask about the grade of q1' })
    );
    expect(onAsk).toHaveBeenCalledTimes(1);
  });
});
