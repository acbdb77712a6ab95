import '@testing-library/jest-dom';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Attempts, type IAttemptsProps } from '../../components/attempts';
import { english } from '../../english';
import { comparison } from '../fake-own-work';
import { submission } from '../samples';

function attempts(change: Partial<IAttemptsProps> = {}) {
  const actions = {
    onReceipt: jest.fn(),
    onCompare: jest.fn(),
    onRestore: jest.fn(),
    onRetry: jest.fn()
  };
  render(
    <Attempts
      attempts={[
        submission({
          id: 'S2',
          attempt: 2,
          state: 'graded',
          score: 7.5,
          max_score: 10,
          pending: 0
        }),
        submission({ late: true })
      ]}
      fetched
      busy={null}
      comparison={null}
      restored={null}
      fault={null}
      trans={english}
      {...actions}
      {...change}
    />
  );
  return actions;
}

describe('the list of attempts', () => {
  it('has score, lateness and a receipt for each', async () => {
    const actions = attempts();
    const [second, first] = screen.getAllByRole('listitem');
    expect(second).toHaveTextContent('#2');
    expect(second).toHaveTextContent('7.5/10');
    expect(first).toHaveTextContent('late');
    expect(first).toHaveTextContent('waits to be graded');
    await userEvent.click(
      screen.getByRole('button', { name: 'Save the receipt of attempt 1' })
    );
    expect(actions.onReceipt).toHaveBeenCalledWith('S1');
  });

  it('draws no score that is not told as one', () => {
    attempts({ attempts: [submission({ state: 'graded', score: null })] });
    expect(screen.getByRole('listitem')).toHaveTextContent('graded');
    expect(screen.getByRole('listitem')).not.toHaveTextContent('/');
  });

  it('asks before it puts one back', async () => {
    const actions = attempts();
    const opener = screen.getByRole('button', { name: 'Restore attempt 1…' });
    expect(opener).toHaveAttribute('aria-expanded', 'false');
    opener.focus();
    await userEvent.keyboard('{Enter}');
    expect(opener).toHaveAttribute('aria-expanded', 'true');
    const question = screen.getByRole('group');
    expect(question).toHaveAccessibleName(/backup folder first/);
    expect(question).toHaveFocus();
    // A key that is held answers nothing.
    await userEvent.keyboard('{Enter}');
    expect(actions.onRestore).not.toHaveBeenCalled();
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    expect(actions.onRestore).toHaveBeenCalledWith('S1');
    expect(screen.queryByRole('group')).not.toBeInTheDocument();
    expect(opener).toHaveFocus();
  });

  it('does nothing else meanwhile', async () => {
    const actions = attempts({ busy: 'S1' });
    for (const button of screen.getAllByRole('button')) {
      await userEvent.click(button);
      expect(button).toHaveFocus();
    }
    expect(actions.onReceipt).not.toHaveBeenCalled();
    expect(actions.onCompare).not.toHaveBeenCalled();
    expect(screen.queryByRole('group')).not.toBeInTheDocument();
  });

  it('shows what has changed, in words for those who do not see colours', () => {
    attempts({ comparison: comparison() });
    const lines = screen.getByLabelText('Lines of cell 3');
    expect(lines).toHaveTextContent('handed in: x = 1');
    expect(lines).toHaveTextContent('now: x = 2');
    expect(screen.getByText('notes.txt')).toHaveTextContent('new');
  });

  it('offers no way back without a folder', () => {
    attempts({ fetched: false });
    expect(
      screen.queryByRole('button', { name: /Restore/ })
    ).not.toBeInTheDocument();
  });

  it('says what it is that nothing stands there', () => {
    attempts({ attempts: [] });
    expect(
      screen.getByText('You have handed nothing in yet.')
    ).toBeInTheDocument();
  });
});
