import '@testing-library/jest-dom';
import {
  act,
  fireEvent,
  render,
  screen,
  waitFor,
  within
} from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FormgraderView } from '../../components/formgrader/formgrader-view';
import { english } from '../../english';
import { faultOf } from '../../models/fault';
import { FormgraderModel } from '../../models/formgrader/formgrader';
import { parsePlace } from '../../models/formgrader/place';
import { FakeClient } from '../fake-client';
import { live } from '../live';
import { course, person, result, submission, TIME } from '../samples';

/** jsdom measures nothing: a window of this height makes rows appear. */
const HEIGHT = 400;

async function open(prepare: (client: FakeClient) => void = () => undefined) {
  const client = new FakeClient();
  client.person = person({ courses: [course({ role: 'instructor' })] });
  client.submissionList = [
    submission({ id: 'S2', user: 'bob', submitted_at: '2026-11-21T12:00:00Z' }),
    submission({ state: 'graded', score: 8, max_score: 10 })
  ];
  client.gradeList = [
    {
      id: 'G1',
      current: true,
      job_id: 'J1',
      submission_id: 'S1',
      version: 1,
      created_at: TIME,
      result: result(),
      log: '\u001b[31mred\u001b[0m text'
    }
  ];
  prepare(client);
  const { events, pushes } = live();
  const place = parsePlace('#submissions') ?? undefined;
  const model = new FormgraderModel({ client, live: events, place });
  const onGradeAgain = jest.fn();
  render(
    <FormgraderView
      model={model}
      trans={english}
      faultOf={error => faultOf(error, english)}
      acts={{ onGradeAgain }}
    />
  );
  await act(() => model.refresh());
  return { client, model, onGradeAgain, pushes };
}

const users = (): (string | null)[] =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map(row => within(row).getAllByRole('gridcell')[1].textContent);

describe('the Formgrader', () => {
  beforeEach(() => {
    jest
      .spyOn(HTMLElement.prototype, 'clientHeight', 'get')
      .mockReturnValue(HEIGHT);
    jest
      .spyOn(HTMLElement.prototype, 'clientWidth', 'get')
      .mockReturnValue(HEIGHT);
  });
  afterEach(() => jest.restoreAllMocks());

  it('lists submissions, the newest first', async () => {
    await open();
    expect(users()).toEqual(['bob', 'alice']);
    expect(screen.getByText('2 submissions, 1 graded')).toBeInTheDocument();
  });

  it('sorts by a click on a head', async () => {
    await open();
    await userEvent.click(screen.getByRole('button', { name: /Student/ }));
    expect(users()).toEqual(['alice', 'bob']);
    expect(
      screen.getByRole('columnheader', { name: /Student/ })
    ).toHaveAttribute('aria-sort', 'ascending');
  });

  it('finds a student', async () => {
    await open();
    await userEvent.type(screen.getByRole('searchbox'), 'ALI');
    expect(users()).toEqual(['alice']);
  });

  it('shows results and a log without escape sequences', async () => {
    await open();
    fireEvent.click(screen.getByText('alice'));
    const detail = await screen.findByRole('region', {
      name: 'Chosen submission'
    });
    expect(await within(detail).findByText('q1 - 2')).toBeInTheDocument();
    expect(within(detail).getByText('hidden')).toBeInTheDocument();
    expect(within(detail).getByText('red text')).toBeInTheDocument();
  });

  it('is walked through by keys', async () => {
    const { model } = await open();
    screen.getByRole('grid').focus();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}');
    const { detail } = model.page('submissions');
    await waitFor(() => expect(detail.submission?.user).toBe('alice'));
    await userEvent.keyboard('{Home}');
    await waitFor(() => expect(detail.submission?.user).toBe('bob'));
  });

  it('selects rows by keys, and all that the filter leaves', async () => {
    const { model } = await open(client => {
      client.submissionList = Array.from({ length: 5 }, (_, index) =>
        submission({ id: `S${index}`, user: `user${index}` })
      );
    });
    const marked = () =>
      model.page('submissions').marked.map(({ user }) => user);
    screen.getByRole('grid').focus();
    await userEvent.keyboard('{ArrowDown} {Shift>}{ArrowDown}{/Shift}');
    expect(marked()).toEqual(['user0', 'user1']);
    await userEvent.keyboard(' {Home}');
    expect(marked()).toEqual(['user0']);
    await userEvent.keyboard('{Control>}a{/Control}');
    expect(marked()).toHaveLength(5);
    await userEvent.keyboard('{Escape}');
    expect(screen.getByText('None selected')).toBeInTheDocument();
    await userEvent.type(screen.getByRole('searchbox'), 'user3');
    await userEvent.click(
      screen.getByRole('checkbox', { name: 'Select all rows' })
    );
    await userEvent.clear(screen.getByRole('searchbox'));
    expect(marked()).toEqual(['user3']);
  });

  it('selects the rows between two boxes', async () => {
    const { model } = await open(client => {
      client.submissionList = Array.from({ length: 5 }, (_, index) =>
        submission({ id: `S${index}`, user: `user${index}` })
      );
    });
    const box = (user: string) =>
      screen.getByRole('checkbox', { name: `Select attempt 1 of ${user}` });
    fireEvent.click(box('user3'));
    fireEvent.click(box('user1'), { shiftKey: true });
    expect(model.page('submissions').marked.map(({ user }) => user)).toEqual([
      'user1',
      'user2',
      'user3'
    ]);
    expect(model.page('submissions').detail.wanted).toBeNull();
  });

  it('does not grade again what is being graded', async () => {
    const { model, onGradeAgain } = await open();
    const { detail } = model.page('submissions');
    const chosen = async (user: string) => {
      fireEvent.click(screen.getByText(user));
      await waitFor(() => expect(detail.submission?.user).toBe(user));
      return screen.findByText('Grade again…');
    };
    expect(await chosen('bob')).toBeDisabled();
    await userEvent.click(await chosen('alice'));
    expect(onGradeAgain).toHaveBeenCalledTimes(1);
  });

  it('changes by a push', async () => {
    const { client, pushes } = await open();
    Object.assign(client.submissionList[0], {
      state: 'graded',
      score: 3,
      max_score: 10
    });
    await act(async () => pushes.pushAbout(client.submissionList[0]));
    expect(await screen.findByText('3/10')).toBeInTheDocument();
  });

  it('says what a person has still to give', async () => {
    await open(client => {
      Object.assign(client.submissionList[1], { max_score: 15, pending: 5 });
    });
    expect(await screen.findByText('8/10 +5')).toHaveAttribute(
      'title',
      '8/10, 5 more by hand'
    );
  });

  it('puts few of very many rows into the page', async () => {
    await open(client => {
      client.submissionList = Array.from({ length: 900 }, (_, index) =>
        submission({ id: `S${index}`, user: `user${index}` })
      );
    });
    expect(screen.getByRole('grid')).toHaveAttribute('aria-rowcount', '901');
    expect(screen.getAllByRole('row').length).toBeLessThan(60);
  });

  it('says so to somebody who teaches nothing', async () => {
    await open(client => {
      client.person = person();
    });
    expect(screen.getByText('You teach no course.')).toBeInTheDocument();
  });
});
