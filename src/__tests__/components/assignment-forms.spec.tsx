import '@testing-library/jest-dom';
import type { within } from '@testing-library/react';
import { act, fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { toLocalInput } from '../../timestamps';
import { button, click, group, measure, open } from '../assignments-page';
import type { FakeClient } from '../fake-client';
import { assignment, submission, TIME, unreachable } from '../samples';

const DUE = '2031-05-06T17:30:00Z';
const LATER = '2031-06-01T10:00:00Z';

beforeEach(measure);
afterEach(() => jest.restoreAllMocks());

const local = (iso: string): string => toLocalInput(new Date(iso));
const dates = (): ReturnType<typeof within> => group('Dates and attempts');
const type = (field: HTMLElement, value: string): void => {
  fireEvent.change(field, { target: { value } });
};
const save = (title: string): Promise<void> =>
  userEvent.click(group(title).getByRole('button', { name: 'Save' }));

/** Another instructor sets something. */
function elsewhere(client: FakeClient, change: object): void {
  client.assignmentList = client.assignmentList.map(one =>
    one.id === 'A1' ? { ...one, ...change } : one
  );
}

const bob = {
  id: 'X1',
  assignment_id: 'A1',
  user: 'bob',
  extra_attempts: 1,
  reason: '',
  created_by: 'ines',
  created_at: TIME
};

describe('the forms of an assignment', () => {
  it('send nothing that another instructor has changed meanwhile', async () => {
    const { client, model } = await open(made => {
      made.assignmentList = [assignment({ due_at: DUE })];
    });
    elsewhere(client, { due_at: LATER });
    await act(() => model.refresh());
    expect(dates().getByLabelText(/^Due/)).toHaveValue(local(LATER));
    expect(dates().getByText('Save')).toHaveAttribute('aria-disabled');
    const change = jest.spyOn(client, 'changeAssignment');
    type(dates().getByLabelText(/^Attempts/), '3');
    await save('Dates and attempts');
    expect(change).toHaveBeenCalledWith('A1', {
      attempt_limit: { attempts: 3, hours: null }
    });
  });

  it('say when a field was changed on both sides, and show what is saved', async () => {
    const { client, model } = await open(made => {
      made.assignmentList = [assignment({ due_at: DUE })];
    });
    type(dates().getByLabelText(/^Due/), '2031-07-01T09:00');
    elsewhere(client, { due_at: LATER });
    await act(() => model.refresh());
    expect(dates().getByLabelText(/^Due/)).toHaveValue('2031-07-01T09:00');
    expect(dates().getByText(/Somebody else has changed/)).toBeVisible();
    await userEvent.click(dates().getByText('Show what is saved'));
    expect(dates().getByLabelText(/^Due/)).toHaveValue(local(LATER));
    expect(dates().queryByText(/Somebody else/)).toBeNull();
  });

  it('keep what is typed in one while another is saved, and the focus', async () => {
    await open();
    type(group('Late submissions').getByLabelText(/^Policy/), 'own');
    type(dates().getByLabelText(/^Attempts/), '03');
    await save('Dates and attempts');
    expect(group('Late submissions').getByLabelText(/^Policy/)).toHaveValue(
      'own'
    );
    expect(dates().getByText('Save')).toHaveAttribute('aria-disabled');
    expect(dates().getByText('Save')).toHaveFocus();
    expect(dates().getByLabelText(/^Attempts/)).toHaveValue(3);
  });

  it('show what was saved also when the page can’t be loaded after it', async () => {
    const { client } = await open();
    type(dates().getByLabelText(/^Attempts/), '3');
    const assignments = jest
      .spyOn(client, 'assignments')
      .mockRejectedValue(unreachable());
    // The answer is the service's: the list that is shown does not change by it.
    client.assignmentList = [assignment()];
    await save('Dates and attempts');
    expect(assignments).toHaveBeenCalled();
    expect(dates().getByLabelText(/^Attempts/)).toHaveValue(3);
    expect(dates().getByText('Save')).toHaveAttribute('aria-disabled');
  });

  it('say beside themselves why something was refused, until the next try', async () => {
    const { client, model, pushes } = await open();
    jest.useFakeTimers();
    try {
      type(dates().getByLabelText(/^Attempts/), '3');
      jest
        .spyOn(client, 'changeAssignment')
        .mockRejectedValueOnce(unreachable());
      fireEvent.submit(dates().getByText('Save'));
      await act(() => jest.advanceTimersByTimeAsync(0));
      pushes.pushAbout(submission());
      await act(() => jest.advanceTimersByTimeAsync(5_000));
      await act(() => model.refresh());
    } finally {
      jest.useRealTimers();
    }
    expect(dates().getByRole('alert')).toHaveTextContent('does not answer');
    expect(screen.queryByText(/the last that is known/)).toBeNull();
    await save('Dates and attempts');
    expect(dates().queryByRole('alert')).toBeNull();
  });

  it('keep what was typed while another assignment is looked at', async () => {
    const { model } = await open(made => {
      made.assignmentList = [
        assignment(),
        assignment({ id: 'A2', name: 'lab2' })
      ];
    });
    type(dates().getByLabelText(/^Attempts/), '3');
    for (const id of ['A2', 'A1']) {
      await act(async () => {
        model.context.selectAssignment(id);
        await model.refresh();
      });
      expect(dates().getByLabelText(/^Attempts/)).toHaveValue(
        id === 'A1' ? 3 : null
      );
    }
    expect(dates().getByText('Save')).not.toHaveAttribute('aria-disabled');
  });

  it('say what an extension would do to a solution that can be read', async () => {
    await open(made => {
      made.assignmentList = [assignment({ solution_readable: true })];
    });
    const part = group('Extensions');
    // It is there before its words, else nobody is told of them.
    const states: HTMLElement[] = part.getAllByRole('status');
    const status = states.find(one => one.textContent === '');
    type(part.getByLabelText(/^Due for them/), '2031-07-01T09:00');
    expect(status).toHaveTextContent(/^This hides the solution again/);
  });

  it('begin anew when what they asked for is done', async () => {
    await open();
    const part = group('Extensions');
    await userEvent.type(part.getByLabelText(/^Names/), 'ann');
    await userEvent.type(part.getByLabelText(/^More attempts/), '2');
    await userEvent.click(part.getByText('Give extension'));
    expect(part.getByLabelText(/^Names/)).toHaveValue('');
    expect(part.getByText('Give extension')).toHaveFocus();
  });
});

describe('who works by keys', () => {
  it('comes back to the button whose question was dismissed', async () => {
    await open();
    await click('Close…');
    await click('Cancel');
    expect(button('Close…')).toHaveFocus();
  });

  it('comes back to what can be done when the button has gone', async () => {
    await open();
    await click('Close…');
    await click('Close now');
    expect(screen.getByRole('group', { name: 'Actions' })).toHaveFocus();
  });

  it('is led to the question about an extension, and back', async () => {
    const { client } = await open(made => {
      made.work.given = [bob];
    });
    const opener = button('Take back the extension of bob');
    await userEvent.click(opener);
    expect(opener).toHaveAttribute('aria-expanded', 'true');
    expect(screen.getByRole('group', { name: /may be late/ })).toHaveFocus();
    // The group has its name of the words in it, which are not to be read out twice.
    expect(screen.getByRole('group', { name: /may be late/ })).toHaveAttribute(
      'aria-labelledby',
      screen.getByText(/may be late/).id
    );
    await click('Keep');
    expect(opener).toHaveFocus();
    await userEvent.click(opener);
    await click('Take back');
    expect(client.calls).toContain('end X1');
    expect(screen.getByRole('list', { name: 'Extensions' })).toHaveFocus();
  });

  it('may walk through many assignments without a question for each', async () => {
    const { client, model } = await open(made => {
      made.assignmentList = Array.from({ length: 30 }, (_, index) =>
        assignment({ id: `A${index}`, name: `lab ${index}` })
      );
    });
    jest.useFakeTimers();
    try {
      for (let index = 2; index < 30; index++) {
        await act(async () => {
          model.context.selectAssignment(`A${index}`);
          await jest.advanceTimersByTimeAsync(10);
        });
      }
      await act(() => jest.advanceTimersByTimeAsync(1_000));
    } finally {
      jest.useRealTimers();
    }
    expect(client.calls.filter(one => one === 'assignments')).toHaveLength(2);
    expect(client.calls).toContain('versions A29');
  });
});
