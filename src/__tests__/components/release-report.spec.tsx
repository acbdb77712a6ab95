import '@testing-library/jest-dom';
import { render, screen } from '@testing-library/react';
import { ReleaseReport } from '../../components/release-report';
import { english } from '../../english';
import { report, version } from '../samples';

describe('the report of a release', () => {
  it('has the scores of the solution and of the untouched notebook', () => {
    const ready = version({ state: 'ready', report: report() });
    render(<ReleaseReport version={ready} trans={english} />);
    expect(screen.getByText('10/10')).toBeInTheDocument();
    expect(screen.getByText('1/10')).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('counts what a person grades apart', () => {
    const manual = report({
      manual_score: 4,
      manual_questions: ['why', 'use'],
      solution_score: 6
    });
    const ready = version({ state: 'ready', report: manual });
    render(<ReleaseReport version={ready} trans={english} />);
    expect(screen.getByText('Graded by hand')).toBeInTheDocument();
    expect(screen.getByText('4 points: why, use')).toBeInTheDocument();
    expect(screen.getByText('6/6')).toBeInTheDocument();
  });

  it('says which tests could be forged', () => {
    const ready = version({ state: 'ready', report: report() });
    render(<ReleaseReport version={ready} trans={english} />);
    expect(screen.getByText(/2 tests, 1 could be forged/)).toBeInTheDocument();
    expect(screen.getByText('Split.')).toBeInTheDocument();
  });

  it('shows leaks and warnings', () => {
    const ready = version({
      state: 'ready',
      report: report({ leaks: ['cell 7 of lab1.ipynb'], warnings: ['slow'] })
    });
    render(<ReleaseReport version={ready} trans={english} />);
    expect(screen.getByText('cell 7 of lab1.ipynb')).toBeInTheDocument();
    expect(screen.getByText('slow')).toBeInTheDocument();
  });

  it('shows a refusal first, with the next step', () => {
    const refused = version({
      state: 'refused',
      refusal: 'Your solution scores 7 of 10 points.',
      report: report({ solution_score: 7, failing: ['q1 - 2'] })
    });
    render(<ReleaseReport version={refused} trans={english} />);
    expect(screen.getByRole('alert')).toHaveTextContent(
      'Your solution scores 7 of 10 points.'
    );
    expect(screen.getByRole('alert')).toHaveTextContent('Mend the notebook');
  });
});
