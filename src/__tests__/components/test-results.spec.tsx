import '@testing-library/jest-dom';
import { render, screen } from '@testing-library/react';
import { TestResults } from '../../components/test-results';
import { english } from '../../english';
import { manualQuestion, result } from '../samples';

describe('the results for staff', () => {
  it('say what a person has to grade', () => {
    const waiting = result({
      questions: [manualQuestion({ needs_manual_grade: true })],
      needs_manual_grade: true,
      pending: 3
    });
    render(<TestResults result={waiting} trans={english} />);
    expect(screen.getByText('up to 3, graded by hand')).toBeInTheDocument();
    expect(
      screen.getByText('3 of the 10 points are still to be given by a person.')
    ).toBeInTheDocument();
  });

  it('give no points to an answer that is not there', () => {
    const empty = result({
      questions: [manualQuestion({ message: 'There is no answer.' })]
    });
    render(<TestResults result={empty} trans={english} />);
    expect(screen.getByText('0/3')).toBeInTheDocument();
    expect(screen.getByText('There is no answer.')).toBeInTheDocument();
    expect(screen.queryByText(/by hand/)).not.toBeInTheDocument();
  });

  it('list what was repaired', () => {
    const repairs = ["The test cell 'a' was changed; its text was restored."];
    render(<TestResults result={result({ repairs })} trans={english} />);
    expect(screen.getByText('1 cell was repaired')).toBeInTheDocument();
    expect(screen.getByText(repairs[0])).toBeInTheDocument();
  });

  it('say nothing of repairs when there were none', () => {
    render(<TestResults result={result()} trans={english} />);
    expect(screen.queryByText(/repaired/)).not.toBeInTheDocument();
  });
});
