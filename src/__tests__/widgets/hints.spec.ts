import '@testing-library/jest-dom';
import { act, screen } from '@testing-library/react';
import { Widget } from '@lumino/widgets';
import { english } from '../../english';
import { FormgraderModel } from '../../models/formgrader/formgrader';
import { PreferencesModel } from '../../models/preferences';
import type { Role } from '../../api/schemas';
import { FormgraderPanel } from '../../widgets/formgrader-panel';
import { FakeClient } from '../fake-client';
import { live } from '../live';
import { course, person } from '../samples';
import { FakeSettings } from '../settings';

async function open(role: Role): Promise<FormgraderPanel> {
  const client = new FakeClient();
  client.person = person({ courses: [course({ role })] });
  const model = new FormgraderModel({ client, live: live().events });
  const panel = new FormgraderPanel({
    model,
    acts: { onGradeAgain: jest.fn() },
    preferences: new PreferencesModel(new FakeSettings()),
    trans: english,
    typeset: null
  });
  Widget.attach(panel, document.body);
  await act(() => model.refresh());
  await act(() => panel.renderPromise ?? Promise.resolve());
  return panel;
}

const close = (): Promise<void> =>
  act(async () => {
    const button = screen.getByRole('button', { name: 'Got it' });
    button.focus();
    button.click();
  });

describe('the hints of the Formgrader', () => {
  it('come one after the other, by role, and go for good', async () => {
    const panel = await open('instructor');
    expect(screen.getByRole('note')).toHaveTextContent(/Home says what waits/);
    await close();
    expect(screen.getByRole('note')).toHaveTextContent(/use Release/);
    await close();
    expect(screen.queryByRole('note')).not.toBeInTheDocument();
    // The button took none of the focus with it.
    expect(panel.node).toContainElement(
      document.activeElement as HTMLElement | null
    );
    panel.dispose();
  });

  it('tell who may not release nothing of that', async () => {
    const panel = await open('ta');
    await close();
    expect(screen.queryByRole('note')).not.toBeInTheDocument();
    panel.dispose();
  });
});
