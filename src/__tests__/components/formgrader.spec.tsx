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
import * as columns from '../../components/formgrader/submission-columns';
import { english } from '../../english';
import { faultOf } from '../../models/fault';
import { FormgraderModel } from '../../models/formgrader/formgrader';
import { parsePlace } from '../../models/formgrader/place';
import { deferred } from '../deferred';
import { FakeClient } from '../fake-client';
import { live } from '../live';
import {
  assignment,
  course,
  person,
  result,
  submission,
  TIME,
  unreachable
} from '../samples';

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

  it('marks what staff handed in for a student', async () => {
    await open(client => {
      client.submissionList[0].submitted_by = 'tom';
    });
    const [bob, alice] = screen.getAllByRole('row').slice(1);
    const mark = within(bob).getByRole('img', { name: 'Handed in by tom' });
    expect(mark.closest('[role=gridcell]')).toHaveAttribute(
      'title',
      'Handed in by tom'
    );
    expect(within(alice).queryByRole('img')).toBeNull();
  });

  it('sorts by a click on a head', async () => {
    await open();
    await userEvent.click(screen.getByRole('button', { name: /Student/ }));
    expect(users()).toEqual(['alice', 'bob']);
    expect(
      screen.getByRole('columnheader', { name: /Student/ })
    ).toHaveAttribute('aria-sort', 'ascending');
  });

  it('is sorted as before after a search without hits, and in another assignment', async () => {
    const { model } = await open(client => {
      client.assignmentList.push(assignment({ id: 'A2', name: 'hw2' }));
      client.submissionList.push(
        submission({ id: 'T1', assignment_id: 'A2', user: 'zoe' }),
        submission({ id: 'T2', assignment_id: 'A2', user: 'yan' })
      );
    });
    await userEvent.click(screen.getByRole('button', { name: /Student/ }));
    await userEvent.type(screen.getByRole('searchbox'), 'nobody');
    expect(screen.queryByRole('grid')).toBeNull();
    await userEvent.clear(screen.getByRole('searchbox'));
    expect(users()).toEqual(['alice', 'bob']);
    await act(async () => model.context.selectAssignment('A2'));
    await waitFor(() => expect(users()).toEqual(['yan', 'zoe']));
  });

  it('keeps what is typed as a limit though it is no percentage', async () => {
    const { model } = await open();
    await userEvent.click(screen.getByText(/^More filters/));
    const limit = screen.getByRole('spinbutton', { name: /^At least/ });
    await userEvent.type(limit, '150');
    expect(limit).toHaveValue(150);
    expect(limit).toBeInvalid();
    expect(model.page('submissions').filter.least).toBeNull();
    await userEvent.tab();
    expect(limit).toHaveValue(null);
    await userEvent.type(limit, '50');
    expect(model.page('submissions').filter.least).toBe(50);
    expect(users()).toEqual(['alice']);
  });

  it('draws a row that is not chosen once, whatever is chosen beside it', async () => {
    await open();
    const row = screen.getByText('bob').closest('[role=row]');
    const words = jest.spyOn(columns, 'scoreMark');
    fireEvent.click(screen.getByText('alice'));
    await screen.findByText('q1 - 2');
    const drawn = words.mock.calls.map(
      ([one]) => (one as { user?: string }).user
    );
    expect(drawn).toContain('alice');
    expect(drawn).not.toContain('bob');
    expect(row).toBeInTheDocument();
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

  it('says of a chosen submission what the table does until the service answers', async () => {
    const { client } = await open();
    const answer = deferred(client, 'submission');
    fireEvent.click(screen.getByText('alice'));
    const detail = screen.getByRole('region', { name: 'Chosen submission' });
    expect(within(detail).getByRole('heading')).toHaveTextContent('alice');
    expect(detail).toHaveTextContent('8/10');
    expect(detail).toHaveTextContent('Loading results…');
    expect(detail).not.toHaveTextContent('No submission chosen');
    await act(async () => answer.reject(unreachable()));
    expect(within(detail).getByRole('alert')).toBeInTheDocument();
    await userEvent.click(
      within(detail).getByRole('button', { name: 'Try again' })
    );
    expect(await within(detail).findByText('q1 - 2')).toBeInTheDocument();
    expect(within(detail).queryByRole('alert')).toBeNull();
  });

  it('asks for the submission at which a walk by keys ends', async () => {
    const { client, model } = await open(client => {
      client.submissionList = Array.from({ length: 40 }, (_, index) =>
        submission({ id: `S${index}`, user: `user${index}` })
      );
    });
    const asked = jest.spyOn(client, 'submission');
    const grid = screen.getByRole('grid');
    for (let step = 0; step < 30; step++) {
      fireEvent.keyDown(grid, { key: 'ArrowDown' });
    }
    const { detail } = model.page('submissions');
    await waitFor(() => expect(detail.submission?.user).toBe('user29'));
    expect(asked.mock.calls).toEqual([['S0'], ['S29']]);
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
