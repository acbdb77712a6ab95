import '@testing-library/jest-dom';
import { PromiseDelegate } from '@lumino/coreutils';
import { waitFor, within } from '@testing-library/dom';
import userEvent from '@testing-library/user-event';
import type { IFinding } from '../../../api/own-work';
import { english } from '../../../english';
import { askToSubmit } from '../../../widgets/dialogs/submit';
import { FakeClient } from '../../fake-client';
import { assignment } from '../../samples';

/** Ask, with a notebook that runs as long as a promise; the answer, and the dialog. */
async function open(cell: Promise<boolean>, findings: IFinding[] = []) {
  const answer = askToSubmit({
    assignment: assignment(),
    attempt: 1,
    away: false,
    check: { ...new FakeClient().ownWork.checked, findings },
    unsaved: [],
    runnable: {
      cells: 1,
      restart: () => Promise.resolve(),
      run: () => cell,
      interrupt: () => Promise.resolve()
    },
    trans: english
  });
  const dialog = await waitFor(() => {
    const found = document.querySelector<HTMLElement>('.jp-Dialog');
    expect(found).not.toBeNull();
    return found!;
  });
  return { answer, dialog };
}

describe('the question whether to submit', () => {
  it('can be closed while the notebook runs, where nothing can be submitted', async () => {
    const { answer, dialog } = await open(
      new PromiseDelegate<boolean>().promise,
      [{ code: 'attempts_used_up', message: '', blocks: true, details: {} }]
    );
    await userEvent.click(
      await within(dialog).findByText('Restart and run all here')
    );
    await within(dialog).findByText('Stop running');
    await userEvent.click(within(dialog).getByText('Close').closest('button')!);
    expect(await answer).toBe(false);
  });

  it('has no Submit while the notebook runs, and says why', async () => {
    const cell = new PromiseDelegate<boolean>();
    const { answer, dialog } = await open(cell.promise);
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
