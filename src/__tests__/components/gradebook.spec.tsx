import '@testing-library/jest-dom';
import { act, fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FormgraderView } from '../../components/formgrader/formgrader-view';
import { english } from '../../english';
import { faultOf } from '../../models/fault';
import { FormgraderModel } from '../../models/formgrader/formgrader';
import type { PageId } from '../../models/formgrader/page-models';
import { FakeClient } from '../fake-client';
import { live } from '../live';
import { haveModals } from '../modal';
import {
  assignment,
  auditEntry,
  course,
  enrollment,
  gradebook,
  person,
  rosterPreview,
  TIME
} from '../samples';

/** jsdom measures nothing: a window of this size makes rows and columns appear. */
const SIZE = 400;

async function open(
  page: PageId,
  prepare: (client: FakeClient) => void = () => undefined
) {
  const client = new FakeClient();
  client.person = person({ courses: [course({ role: 'instructor' })] });
  client.gradebook.trail = [auditEntry()];
  prepare(client);
  const { events } = live();
  const model = new FormgraderModel({ client, live: events });
  render(
    <FormgraderView
      model={model}
      trans={english}
      faultOf={error => faultOf(error, english)}
      acts={{ onGradeAgain: jest.fn() }}
    />
  );
  await act(() => model.refresh());
  await act(async () => {
    model.show(page);
    await model.refresh();
  });
  return { client, model };
}

const click = (name: string | RegExp): Promise<void> =>
  userEvent.click(screen.getByRole('button', { name }));

const users = (): (string | null)[] =>
  within(screen.getByRole('grid'))
    .getAllByRole('row')
    .slice(1)
    .map(row => within(row).getAllByRole('gridcell')[0].textContent);

beforeEach(() => {
  for (const side of ['clientHeight', 'clientWidth', 'offsetHeight'] as const) {
    jest.spyOn(HTMLElement.prototype, side, 'get').mockReturnValue(SIZE);
  }
  jest.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(SIZE);
  haveModals();
});
afterEach(() => jest.restoreAllMocks());

describe('the gradebook', () => {
  it('has students, totals and assignments', async () => {
    await open('gradebook');
    expect(users()).toEqual(['alice', 'bob']);
    expect(screen.getByText('80 %')).toBeInTheDocument();
    expect(screen.getByRole('gridcell', { name: '8/10' })).toBeInTheDocument();
    expect(
      screen.getByRole('gridcell', {
        name: '0 · not handed in, counts as nothing'
      })
    ).toHaveTextContent('0');
    expect(screen.getByText('2 students, 0 final grades')).toBeInTheDocument();
  });

  it('sorts by an assignment and finds a section', async () => {
    await open('gradebook');
    await click(/lab1/);
    expect(users()).toEqual(['alice', 'bob']);
    await click(/lab1/);
    expect(users()).toEqual(['bob', 'alice']);
    await userEvent.type(screen.getByRole('searchbox'), 'a');
    expect(users()).toEqual(['alice']);
  });

  it('is walked through by keys in two directions', async () => {
    const { model } = await open('gradebook');
    const { place } = model.page('gradebook');
    expect(place).toBeNull();
    screen.getByRole('grid').focus();
    await userEvent.keyboard('{ArrowDown}{ArrowRight}');
    expect(model.page('gradebook').place).toEqual({
      user: 'alice',
      assignmentId: 'A1'
    });
    await userEvent.keyboard('{ArrowDown}{ArrowLeft}');
    expect(model.page('gradebook').place).toEqual({
      user: 'bob',
      assignmentId: null
    });
  });

  it('puts few of very many cells into the page', async () => {
    await open('gradebook', client => {
      client.gradebook.content = gradebook({
        columns: Array.from({ length: 30 }, (_, index) => ({
          assignment_id: `A${index}`,
          name: `lab${index}`
        })),
        rows: Array.from({ length: 1000 }, (_, index) => ({
          user: `user${index}`,
          cells: Array.from({ length: 30 }, () => ({ score: 1 }))
        }))
      });
    });
    const grid = screen.getByRole('grid');
    expect(grid).toHaveAttribute('aria-rowcount', '1001');
    expect(grid).toHaveAttribute('aria-colcount', '33');
    expect(screen.getAllByRole('row').length).toBeLessThan(60);
    expect(screen.getAllByRole('gridcell').length).toBeLessThan(1000);
  });

  it('says who changed a grade, when and why', async () => {
    await open('gradebook');
    fireEvent.click(screen.getByRole('gridcell', { name: '8/10' }));
    const detail = screen.getByRole('complementary', { name: 'Chosen grade' });
    expect(await within(detail).findByText('6 → 8')).toBeInTheDocument();
    expect(within(detail).getByText('Terms changed')).toBeInTheDocument();
    expect(within(detail).getByText('was ill')).toBeInTheDocument();
  });

  it('sets weights', async () => {
    const { client } = await open('gradebook');
    await click('Weights…');
    const drops = await screen.findByRole('spinbutton', {
      name: 'How many of Homework are dropped'
    });
    await userEvent.clear(drops);
    await userEvent.type(drops, '2');
    await click('Add a category');
    expect(
      screen.getByRole('textbox', { name: 'Name of category 2' })
    ).toBeRequired();
    await click('Remove category');
    await click('Use these weights');
    expect(client.gradebook.weightsRequests).toEqual([
      {
        categories: [{ name: 'Homework', weight: 40, drop_lowest: 2 }],
        assignments: [
          { assignment_id: 'A1', category: 'Homework', weight: null }
        ],
        digest: 'W1',
        reason: ''
      }
    ]);
  });

  it('makes grades final after a preview and a question', async () => {
    const { client } = await open('gradebook');
    await click('Make grades final…');
    expect(
      await screen.findByText(
        '1 become final, 0 are replaced, 0 are final already, 1 are left out.'
      )
    ).toBeInTheDocument();
    expect(
      screen.getByText('left out: still to be graded: lab1')
    ).toBeInTheDocument();
    await click('Make 1 grade final…');
    const question = screen.getByRole('dialog');
    expect(client.calls.some(call => call.startsWith('makeFinal'))).toBe(false);
    await userEvent.click(
      within(question).getByRole('button', { name: 'Make final' })
    );
    expect(client.calls).toContain('makeFinal F1 ');
  });

  it('takes a final grade back after a question', async () => {
    const { client } = await open('gradebook', fake => {
      const final = {
        percent: 80,
        created_by: 'ines',
        created_at: TIME,
        reason: ''
      };
      fake.gradebook.content = gradebook({
        rows: [{ user: 'alice', cells: [{ score: 9 }], percent: 90, final }]
      });
    });
    fireEvent.click(screen.getByText('alice'));
    expect(
      await screen.findByText('The scores say something else by now.')
    ).toBeInTheDocument();
    await click('Take the final grade back…');
    await click('Take back');
    expect(client.calls).toContain('takeBackFinal alice');
  });

  it('is kept as a file that the service wrote', async () => {
    const { client } = await open('gradebook');
    const made = jest.fn(() => 'blob:1');
    Object.assign(URL, { createObjectURL: made, revokeObjectURL: jest.fn() });
    const clicked = jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(() => undefined);
    fireEvent.change(
      screen.getByRole('combobox', { name: 'Format of the file' }),
      { target: { value: 'questions' } }
    );
    await click('Export');
    expect(client.calls).toContain('export questions A1');
    expect(made).toHaveBeenCalledTimes(1);
    expect(clicked).toHaveBeenCalledTimes(1);
  });

  it('of one assignment is that which the list shows, after a change of course too', async () => {
    const { client, model } = await open('gradebook', fake => {
      fake.person.courses.push(course({ id: 'C2', role: 'instructor' }));
      fake.assignmentList.push(
        assignment({ id: 'A2', name: 'hw2' }),
        assignment({ id: 'B1', name: 'other', course_id: 'C2' })
      );
    });
    Object.assign(URL, { createObjectURL: () => 'blob:1' });
    Object.assign(URL, { revokeObjectURL: jest.fn() });
    jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(() => undefined);
    const choose = (name: string, value: string) =>
      fireEvent.change(screen.getByRole('combobox', { name }), {
        target: { value }
      });
    choose('Format of the file', 'questions');
    choose('Whose questions', 'A2');
    await act(async () => model.context.selectCourse('C2'));
    await act(() => model.refresh());
    await click('Export');
    expect(client.calls).toContain('export questions B1');
  });

  it('says what a file for another system leaves out, and includes it when asked', async () => {
    const { client } = await open('gradebook', fake => {
      fake.gradebook.content = gradebook({
        rows: [
          {
            user: 'alice',
            cells: [{ state: 'pending', score: 3, pending: 4 }],
            percent: 30,
            whole: false
          },
          { user: 'bob', cells: [{ score: 8 }], percent: 80 }
        ]
      });
    });
    Object.assign(URL, {
      createObjectURL: () => 'blob:1',
      revokeObjectURL: jest.fn()
    });
    jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(() => undefined);
    expect(screen.queryByRole('checkbox')).not.toBeInTheDocument();
    fireEvent.change(
      screen.getByRole('combobox', { name: 'Format of the file' }),
      { target: { value: 'moodle' } }
    );
    await click('Export');
    expect(client.calls).toContain('export moodle');
    fireEvent.click(
      screen.getByRole('checkbox', { name: /scores: 1, totals: 1/ })
    );
    await click('Export');
    expect(client.calls).toContain('export moodle unfinished');
  });

  it('gives TAs nothing that is for instructors', async () => {
    await open('gradebook', client => {
      client.person = person({ courses: [course({ role: 'ta' })] });
    });
    expect(screen.queryByRole('button', { name: 'Weights…' })).toBeNull();
    expect(screen.queryByRole('button', { name: /final…/ })).toBeNull();
    expect(screen.getByRole('button', { name: 'Export' })).toBeEnabled();
  });
});

describe('the people of a course', () => {
  it('are listed with where each row comes from', async () => {
    await open('students', client => {
      client.roster.list = [
        enrollment({ name: 'Alice A.' }),
        enrollment({ user: 'tom', role: 'ta', source: 'group' })
      ];
    });
    expect(users()).toEqual(['alice', 'tom']);
    expect(screen.getByText('Configuration')).toBeInTheDocument();
    expect(screen.getByText('Group of the hub')).toBeInTheDocument();
    expect(screen.getByText('1 student, 1 staff')).toBeInTheDocument();
  });

  it('are changed and added', async () => {
    const { client } = await open('students');
    await userEvent.type(screen.getByLabelText('Name in the hub'), 'zoe');
    await click('Add');
    expect(client.calls).toContain('enroll zoe');
    fireEvent.click(await screen.findByText('alice'));
    await userEvent.type(screen.getByLabelText('Section'), 'B');
    await click('Change');
    expect(client.calls).toContain('enroll alice');
  });

  it('are imported after a look', async () => {
    const { client } = await open('students');
    await click('Import a roster…');
    expect(screen.getByRole('button', { name: 'Import' })).toBeDisabled();
    await userEvent.type(screen.getByLabelText('Or its text'), 'user,role');
    await click('What would change?');
    expect(await screen.findByText('Student · A')).toBeInTheDocument();
    await click('Import');
    expect(await screen.findByText('1 person was changed.')).toBeVisible();
    expect(client.calls).toContain('import D1');
  });

  it('are not imported from a file with a fault', async () => {
    await open('students', client => {
      client.roster.previewed = rosterPreview({
        faults: [{ line: 2, message: 'no role' }],
        changes: []
      });
    });
    await click('Import a roster…');
    await userEvent.type(screen.getByLabelText('Or its text'), 'user');
    await click('What would change?');
    expect(await screen.findByText('Line 2: no role')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Import' })).toBeDisabled();
  });
});
