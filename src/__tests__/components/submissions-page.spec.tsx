import '@testing-library/jest-dom';
import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FormgraderView } from '../../components/formgrader/formgrader-view';
import { english } from '../../english';
import { faultOf } from '../../models/fault';
import { haveModals } from '../modal';
import { scoreChange, unreachable } from '../samples';
import { openSubmissions } from '../submissions-page';

beforeAll(haveModals);

/** The page Submissions on the screen, as an instructor has it. */
async function open() {
  const opened = await openSubmissions();
  render(
    <FormgraderView
      model={opened.model}
      trans={english}
      faultOf={error => faultOf(error, english)}
      acts={{ onGradeAgain: jest.fn() }}
    />
  );
  return opened;
}

const click = (name: string): Promise<void> =>
  userEvent.click(screen.getByRole('button', { name }));
const pane = (): HTMLElement | null =>
  screen.queryByRole('button', { name: /^Apply all/ });

describe('the page Submissions', () => {
  it('shows a regrade that was asked for, not the next that somebody begins', async () => {
    const { client, model } = await open();
    client.scoreChanges.listed = [scoreChange()];
    await act(() => model.refresh());
    expect(pane()).toBeNull();
    await click('Show it');
    expect(pane()).toBeVisible();
    client.scoreChanges.listed = [];
    await act(() => model.refresh());
    expect(pane()).toBeNull();
    client.scoreChanges.listed = [scoreChange({ id: 'X2' })];
    await act(() => model.refresh());
    expect(pane()).toBeNull();
    await click('Show it');
    expect(pane()).toBeVisible();
  });

  it('says why no regrade was begun until that is closed', async () => {
    const { client, list, model } = await open();
    client.fault = unreachable();
    act(() => list.marks.mark(['S1'], true));
    await act(() => list.startRegrade());
    client.fault = null;
    await act(() => model.refresh());
    expect(screen.getByRole('alert')).toBeVisible();
    await click('Close');
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByRole('region', { name: 'Submissions' })).toHaveFocus();
  });

  it('does not say it of a regrade that somebody else has begun', async () => {
    const { client, list, model } = await open();
    client.fault = unreachable();
    act(() => list.marks.mark(['S1'], true));
    await act(() => list.startRegrade());
    client.fault = null;
    client.scoreChanges.listed = [scoreChange()];
    await act(() => model.refresh());
    await click('Show it');
    expect(pane()).toBeVisible();
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
