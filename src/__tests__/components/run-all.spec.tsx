import '@testing-library/jest-dom';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState, type ReactElement } from 'react';
import { RunAll } from '../../components/run-all';
import { english } from '../../english';

/** It runs from a click on, until it is stopped. */
function Running(props: { onCancel(): void }): ReactElement {
  const [runs, setRuns] = useState(false);
  return (
    <RunAll
      state={{ kind: runs ? 'restarting' : 'idle' }}
      underWay={runs}
      submitWaits={false}
      trans={english}
      onRun={() => setRuns(true)}
      onCancel={props.onCancel}
    />
  );
}

describe('running all', () => {
  it('is not stopped by the second half of a double click', async () => {
    const onCancel = jest.fn();
    render(<Running onCancel={onCancel} />);
    await userEvent.dblClick(
      screen.getByRole('button', { name: 'Restart and run all here' })
    );
    const stop = screen.getByRole('button', { name: 'Stop running' });
    expect(onCancel).not.toHaveBeenCalled();
    expect(stop).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    expect(onCancel).toHaveBeenCalledTimes(1);
    await userEvent.click(stop);
    expect(onCancel).toHaveBeenCalledTimes(2);
  });
});
