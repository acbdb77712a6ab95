import '@testing-library/jest-dom';
import { act, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { LivePage } from '../../components/live/live-page';
import { english } from '../../english';
import { common, createClassroom } from '../classroom';
import type { FakeClient } from '../fake-client';
import { settled } from '../live';
import { haveModals } from '../modal';
import { classroom, unreachable } from '../samples';

describe('the live classroom as a page of its own', () => {
  const PAGES = { formgrader: '/', live: '/live' };

  beforeEach(haveModals);

  async function openPage(prepare?: (client: FakeClient) => void) {
    const made = createClassroom(prepare);
    const head = {
      links: PAGES,
      user: 'ines',
      trans: english,
      onLogOut: jest.fn()
    };
    render(<LivePage {...common} model={made.model} head={head} />);
    await act(async () => {
      made.model.watch(true);
      await settled();
    });
    return made;
  }

  it('leads to the Formgrader', async () => {
    await openPage();
    const here = screen.getByRole('link', { current: 'page' });
    expect(here).toHaveTextContent('Live classroom');
    expect(screen.getByRole('link', { name: 'Formgrader' })).toHaveAttribute(
      'href',
      '/'
    );
  });

  it('asks before it is switched on, and says what that means', async () => {
    const { client } = await openPage(made => {
      made.classroom = classroom({ enabled: false });
    });
    await userEvent.click(screen.getByRole('button', { name: 'Switch on…' }));
    const question = screen.getByRole('dialog');
    expect(question).toHaveTextContent('Students are told so');
    expect(question).toHaveTextContent('It is kept for 14 days.');
    await userEvent.click(
      within(question).getByRole('button', { name: 'Cancel' })
    );
    expect(client.classroom.enabled).toBe(false);
    expect(screen.getByRole('button', { name: 'Switch on…' })).toHaveFocus();
    await userEvent.click(screen.getByRole('button', { name: 'Switch on…' }));
    await userEvent.click(screen.getByRole('button', { name: 'Switch on' }));
    expect(client.classroom.enabled).toBe(true);
    expect(
      await screen.findByRole('button', { name: 'Switch off…' })
    ).toBeEnabled();
  });

  it('asks before it is switched off, and says when that failed', async () => {
    const { client } = await openPage();
    await userEvent.click(screen.getByRole('button', { name: 'Switch off…' }));
    expect(screen.getByRole('dialog')).toHaveTextContent('is deleted');
    client.fault = unreachable();
    await userEvent.click(screen.getByRole('button', { name: 'Switch off' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The grading service does not answer.'
    );
    expect(client.classroom.enabled).toBe(true);
  });
});
