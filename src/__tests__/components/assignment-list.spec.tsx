import '@testing-library/jest-dom';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ILocalAssignment } from '../../api/local';
import {
  AssignmentList,
  type IAssignmentListProps
} from '../../components/assignment-list';
import { english } from '../../english';
import { assignment, pending, TIME } from '../samples';

function props(
  assignments: ILocalAssignment[],
  change: Partial<IAssignmentListProps> = {}
) {
  return {
    courses: assignments.length
      ? [{ courseId: 'C1', course: 'cs1', assignments }]
      : [],
    known: true,
    fault: null,
    stale: false,
    filter: '',
    searchable: false,
    busy: new Set<string>(),
    isStaffOf: () => false,
    trans: english,
    onFetch: jest.fn(),
    onAsk: jest.fn(),
    onAttempts: jest.fn(),
    onCheck: jest.fn(),
    onFetchFeedback: jest.fn(),
    onFetchSolution: jest.fn(),
    onForget: jest.fn(),
    onOpen: jest.fn(),
    onSubmit: jest.fn(),
    onFilter: jest.fn(),
    onRetry: jest.fn(),
    ...change
  };
}

function list(
  assignments: ILocalAssignment[],
  change: Partial<IAssignmentListProps> = {}
) {
  const all = props(assignments, change);
  render(<AssignmentList {...all} />);
  return all;
}

const fault = { sentence: 'It is away.', nextStep: 'Wait.', retry: true };

const mine = {
  id: 'S1',
  attempt: 2,
  submitted_at: TIME,
  late: false,
  state: 'graded',
  score: 7.5,
  max_score: 10
};

describe('the list of assignments', () => {
  it('offers Fetch for what is not there, Open and Submit for what is', async () => {
    const released = assignment({
      id: 'A2',
      name: 'lab2',
      folder: null,
      fetched_version: null,
      notebooks: []
    });
    const actions = list([assignment(), released]);
    const [first, second] = screen.getAllByRole('listitem');
    await userEvent.click(within(first).getByRole('button', { name: /^Open/ }));
    await userEvent.click(
      within(first).getByRole('button', { name: 'Submit lab1' })
    );
    await userEvent.click(
      within(second).getByRole('button', { name: 'Fetch lab2' })
    );
    expect(actions.onOpen).toHaveBeenCalledWith('cs1/lab1/lab1.ipynb');
    expect(actions.onSubmit).toHaveBeenCalledWith(assignment());
    expect(actions.onFetch).toHaveBeenCalledWith(released);
    expect(
      within(second).queryByRole('button', { name: /Submit/ })
    ).not.toBeInTheDocument();
  });

  it.each<[Partial<ILocalAssignment>, string]>([
    [{ folder: null, notebooks: [] }, 'Released'],
    [{}, 'Fetched'],
    [{ my_submission: { ...mine, state: 'queued' } }, 'Submitted #2'],
    [{ my_submission: { ...mine, state: 'running' } }, 'Running #2'],
    [{ my_submission: mine }, '7.5/10'],
    [
      { my_submission: { ...mine, max_score: 12.5, pending: 2.5 } },
      '7.5/10, 2.5 more by hand'
    ],
    [{ my_submission: { ...mine, state: 'failed' } }, 'Grading failed'],
    [{ my_submission: mine, pending: pending() }, 'Waiting to be sent']
  ])('says how far %o is', (change, words) => {
    list([assignment(change)]);
    expect(screen.getByText(words)).toBeInTheDocument();
  });

  it('marks what is overdue and what was late', () => {
    list([
      assignment({ due_at: '2020-01-01T00:00:00Z' }),
      assignment({
        id: 'A2',
        due_at: '2020-01-01T00:00:00Z',
        my_submission: { ...mine, late: true }
      })
    ]);
    expect(screen.getByText('overdue')).toBeInTheDocument();
    expect(screen.getByText('submitted late')).toBeInTheDocument();
  });

  it('counts down to the due time, which is gone when it is over', () => {
    const hour = 3_600_000;
    const due = (ahead: number): string =>
      new Date(Date.now() + ahead).toISOString();
    list([
      assignment({ due_at: due(5.5 * hour) }),
      assignment({ id: 'A2', due_at: due(-hour) }),
      assignment({ id: 'A3', due_at: due(hour), state: 'closed' })
    ]);
    const [ahead, over, closed] = screen.getAllByRole('listitem');
    expect(ahead).toHaveTextContent(/5 hr (29|30) min left/);
    expect(ahead).toHaveTextContent('10 points');
    expect(over).not.toHaveTextContent('left');
    expect(closed).not.toHaveTextContent('left');
  });

  it('offers the attempts where there are some', async () => {
    const tried = assignment({ my_submission: mine });
    const actions = list([tried, assignment({ id: 'A2', name: 'lab2' })]);
    await userEvent.click(
      screen.getByRole('button', { name: 'Attempts at lab1' })
    );
    expect(actions.onAttempts).toHaveBeenCalledWith(tried);
    expect(
      screen.queryByRole('button', { name: 'Attempts at lab2' })
    ).not.toBeInTheDocument();
  });

  it('offers released feedback where there is a folder for it', async () => {
    const told = assignment({
      my_submission: { ...mine, feedback_attempt: 1 }
    });
    const elsewhere = { ...told, id: 'A2', folder: null, notebooks: [] };
    const untold = assignment({ id: 'A3', my_submission: mine });
    const { onFetchFeedback } = list([told, elsewhere, untold]);
    await userEvent.click(
      screen.getByRole('button', { name: 'Fetch the feedback on lab1' })
    );
    expect(onFetchFeedback).toHaveBeenCalledWith(told);
  });

  it('offers the solution where it can be read, beside work that is here', async () => {
    const over = assignment({ state: 'closed', solution_readable: true });
    const elsewhere = { ...over, id: 'A2', folder: null, notebooks: [] };
    const { onFetchSolution } = list([over, elsewhere, assignment()]);
    await userEvent.click(
      screen.getByRole('button', { name: 'Solution of lab1' })
    );
    expect(onFetchSolution).toHaveBeenCalledTimes(1);
    expect(onFetchSolution).toHaveBeenCalledWith(over);
  });

  it('has all that is not wanted most in a group of its own', () => {
    list([
      assignment({
        solution_readable: true,
        my_submission: { ...mine, feedback_attempt: 1 }
      })
    ]);
    const more = screen.getByRole('group', { name: 'More for lab1' });
    expect(
      within(more)
        .getAllByRole('button')
        .map(button => button.getAttribute('aria-label'))
    ).toEqual([
      'Check lab1',
      'Attempts at lab1',
      'Fetch the feedback on lab1',
      'Ask… about the grade of lab1',
      'Solution of lab1'
    ]);
  });

  it('offers to ask about a grade where feedback is released, fetched or not', async () => {
    const told = assignment({
      folder: null,
      notebooks: [],
      my_submission: { ...mine, feedback_attempt: 1 }
    });
    const untold = assignment({ id: 'A3', my_submission: mine });
    const { onAsk } = list([told, untold]);
    await userEvent.click(
      screen.getByRole('button', { name: 'Ask… about the grade of lab1' })
    );
    expect(onAsk).toHaveBeenCalledWith(told);
  });

  it('offers a newer version, and no Submit when it is closed', () => {
    list([assignment({ version: 3, state: 'closed' })]);
    expect(
      screen.getByRole('button', { name: 'Update lab1 to the newer version' })
    ).toBeEnabled();
    expect(
      screen.queryByRole('button', { name: /^Submit/ })
    ).not.toBeInTheDocument();
  });

  it('offers Fetch again, and neither Open nor Submit, when the notebook is gone', async () => {
    const gone = assignment({ missing: ['cs1/lab1/lab1.ipynb'] });
    const { onFetch } = list([gone]);
    expect(
      screen.getByText(/^lab1\.ipynb is not in cs1\/lab1 any more\./)
    ).toBeVisible();
    expect(screen.queryByRole('button', { name: /^(Open|Submit)/ })).toBeNull();
    await userEvent.click(
      screen.getByRole('button', { name: 'Fetch again: lab1' })
    );
    expect(onFetch).toHaveBeenCalledWith(gone);
  });

  it('opens each of several notebooks by its name', () => {
    list([assignment({ notebooks: ['h/a.ipynb', 'h/b.ipynb'] })]);
    expect(screen.getByText('Open a.ipynb')).toBeInTheDocument();
    expect(screen.getByText('Open b.ipynb')).toBeInTheDocument();
  });

  it('says why a submission was not accepted, and offers to forget it', async () => {
    const refused = pending({ state: 'refused', last_error: 'It was closed.' });
    const one = assignment({ pending: refused });
    const { onForget } = list([one]);
    expect(
      screen.getByText(/was not accepted\. It was closed\./)
    ).toBeVisible();
    await userEvent.click(
      screen.getByRole('button', {
        name: 'Forget it… The refused submission of lab1'
      })
    );
    expect(onForget).toHaveBeenCalledWith(one, refused);
  });

  it('shows the score again when the assignment that refused is open again', () => {
    const before = { ...mine, submitted_at: '2026-11-21T10:00:00Z' };
    const refused = pending({
      state: 'refused',
      last_code: 'assignment_closed'
    });
    list([assignment({ my_submission: before, pending: refused })]);
    expect(screen.getByText('7.5/10')).toBeInTheDocument();
    expect(screen.getByText(/is open again/)).toBeVisible();
  });

  it.each([
    ['deadline_passed', { closes_at: '2020-01-01T00:00:00Z' }, {}],
    ['attempts_used_up', { attempts_left: 0 }, { attempts_left: 1 }]
  ])('says when %s is no reason any more', (last_code, before, after) => {
    const refused = pending({ state: 'refused', last_code });
    list([assignment({ ...before, pending: refused })]);
    expect(screen.queryByText(/is open again/)).toBeNull();
    list([assignment({ ...after, pending: refused })]);
    expect(screen.getByText(/is open again/)).toBeVisible();
  });

  it('shows the own due time, attempts and what lateness has cost', () => {
    list([
      assignment({
        due_at: '2020-06-15T12:00:00Z',
        extended: true,
        attempts_left: 1,
        my_submission: { ...mine, late: true, penalty: 2, final_score: 5.5 }
      })
    ]);
    expect(screen.getByText(/\(extended\)/)).toHaveTextContent(/^Due .*2020/);
    expect(
      screen.getByText(
        '10 points · 1 attempt left · Late: 2 points are taken off, so 5.5 of 10 count.'
      )
    ).toBeVisible();
  });

  it('offers to forget nothing that can still arrive', () => {
    list([assignment({ pending: pending() })]);
    expect(screen.getByText(/has not arrived yet/)).toBeVisible();
    expect(screen.queryByRole('button', { name: /Forget/ })).toBeNull();
  });

  it('does nothing twice, and leaves the focus where it is', async () => {
    const { onCheck, onSubmit } = list([assignment()], {
      busy: new Set(['A1'])
    });
    for (const name of ['Submit lab1', 'Check lab1']) {
      const button = screen.getByRole('button', { name });
      expect(button).toHaveAttribute('aria-disabled', 'true');
      await userEvent.click(button);
      expect(button).toHaveFocus();
    }
    expect(onCheck).not.toHaveBeenCalled();
    expect(onSubmit).not.toHaveBeenCalled();
  });

  it('says that it is loading, empty, failed or out of date', async () => {
    list([], { known: false });
    expect(screen.getByText('Loading assignments…')).toBeInTheDocument();
    list([]);
    expect(screen.getByText('No assignments yet.')).toBeInTheDocument();
    list([], { filter: 'x' });
    expect(screen.getByText(/No assignment has “x”/)).toBeInTheDocument();
    const { onRetry } = list([], { known: false, fault });
    expect(screen.getByRole('alert')).toHaveTextContent('It is away.');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(onRetry).toHaveBeenCalledTimes(1);
    list([assignment()], { stale: true, fault });
    expect(screen.getByText(/last that is known/)).toBeInTheDocument();
    expect(screen.getByText('lab1')).toBeInTheDocument();
  });

  it('reads out what has become of an assignment, and not that time passes', () => {
    const show = (change: Partial<ILocalAssignment>) => {
      const due_at = new Date(Date.now() + 7_200_000).toISOString();
      return props([assignment({ due_at, ...change })]);
    };
    const { rerender } = render(<AssignmentList {...show({})} />);
    const news = screen.getByRole('status');
    rerender(<AssignmentList {...show({})} />);
    expect(news).toBeEmptyDOMElement();
    rerender(<AssignmentList {...show({ pending: pending() })} />);
    expect(news).toHaveTextContent('lab1: Waiting to be sent.');
    rerender(
      <AssignmentList
        {...show({ my_submission: { ...mine, state: 'running' } })}
      />
    );
    expect(news).toHaveTextContent('lab1: Waiting to be sent.');
    rerender(<AssignmentList {...show({ my_submission: mine })} />);
    expect(news).toHaveTextContent('lab1: 7.5/10.');
    expect(
      screen.getAllByText(/left/).every(node => !node.closest('[role=status]'))
    ).toBe(true);
  });

  it('says once a course that staff see what is saved, but not to staff', () => {
    const seen = /^Staff of cs1 can see/;
    const watched = [
      assignment({ live: true }),
      assignment({ id: 'A2', name: 'lab2', live: true })
    ];
    list(watched, { isStaffOf: () => true });
    list([assignment()]);
    expect(screen.queryByText(seen)).toBeNull();
    list(watched);
    expect(screen.getAllByText(seen)).toHaveLength(1);
  });

  it('has a search field when there are many', async () => {
    const { onFilter } = list([assignment()], { searchable: true });
    await userEvent.type(screen.getByRole('searchbox'), 'l');
    expect(onFilter).toHaveBeenCalledWith('l');
  });
});
