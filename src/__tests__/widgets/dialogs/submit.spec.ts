import '@testing-library/jest-dom';
import { PromiseDelegate } from '@lumino/coreutils';
import { waitFor, within } from '@testing-library/dom';
import userEvent from '@testing-library/user-event';
import { english } from '../../../english';
import { askToSubmit } from '../../../widgets/dialogs/submit';
import { FakeClient } from '../../fake-client';
import { assignment } from '../../samples';

describe('the question whether to submit', () => {
  it('has no Submit while the notebook runs, and says why', async () => {
    const cell = new PromiseDelegate<boolean>();
    const answer = askToSubmit({
      assignment: assignment(),
      attempt: 1,
      away: false,
      check: new FakeClient().ownWork.checked,
      unsaved: [],
      runnable: {
        cells: 1,
        restart: () => Promise.resolve(),
        run: () => cell.promise,
        interrupt: () => Promise.resolve()
      },
      trans: english
    });
    const dialog = await waitFor(() => {
      const found = document.querySelector<HTMLElement>('.jp-Dialog');
      expect(found).not.toBeNull();
      return found!;
    });
    const submit = within(dialog).getByText('Submit').closest('button')!;
    await userEvent.click(
      await within(dialog).findByText('Restart and run all here')
    );
    await waitFor(() => expect(submit).toBeDisabled());
    expect(dialog.querySelector('[role=status]')).toHaveTextContent(
      'Submit waits until they have run'
    );
    // Enter where no button has the focus presses Submit otherwise.
    (document.activeElement as HTMLElement).blur();
    dialog.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', bubbles: true })
    );
    expect(dialog).toBeInTheDocument();
    cell.resolve(true);
    await waitFor(() =>
      expect(dialog.querySelector('[role=status]')).toHaveTextContent(
        'The cell runs without an error.'
      )
    );
    expect(submit).toBeEnabled();
    await userEvent.click(submit);
    expect(await answer).toBe(true);
  });
});
