import '@testing-library/jest-dom';
import { render, screen } from '@testing-library/react';
import type { IFinding, IWorkCheck } from '../../api/own-work';
import { CheckFindings } from '../../components/check-findings';
import { english } from '../../english';
import { findingText } from '../../models/fault';

function shown(change: Partial<IWorkCheck>, unsaved: string[] = []) {
  render(
    <CheckFindings
      check={{ findings: [], files: 2, size: 2048, asked: true, ...change }}
      unsaved={unsaved}
      trans={english}
      describe={finding => findingText(finding, english)}
    />
  );
}

const missing: IFinding = {
  code: 'question_missing',
  blocks: false,
  message: 'Cells of these questions are gone: q1.',
  details: { names: ['q1', 'q3'], count: 2 }
};

describe('what was noticed about work', () => {
  it('is said when it is nothing', () => {
    shown({});
    expect(screen.getByText(/nothing stands in the way/)).toHaveTextContent(
      '2 files go in, 2.0 kB together.'
    );
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('names questions and files, and does not stand in the way', () => {
    shown({ findings: [missing] }, ['helper.py']);
    expect(screen.getByText(/q1, q3/)).toBeInTheDocument();
    expect(screen.getByText(/helper\.py/)).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('stands in the way when Submit would be refused, and says what to do', () => {
    shown({
      findings: [
        {
          code: 'attempts_used_up',
          blocks: true,
          message: 'You have no attempt left.',
          details: {}
        },
        missing
      ]
    });
    expect(screen.getByRole('alert')).toHaveTextContent(
      'You have no attempt left. Ask your instructor if you need another one.'
    );
    expect(screen.queryByText(/go in/)).not.toBeInTheDocument();
  });

  it('says what is not known without the service', () => {
    shown({ asked: false });
    expect(
      screen.getByText(/only your files were looked at/)
    ).toBeInTheDocument();
  });
});
