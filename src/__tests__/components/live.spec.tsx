import '@testing-library/jest-dom';
import { act, fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { LiveView } from '../../components/live/live-view';
import { common, createClassroom } from '../classroom';
import type { FakeClient } from '../fake-client';
import { settled } from '../live';
import {
  classroom,
  course,
  liveNotebook,
  liveTail,
  person,
  stuckNotebook,
  unreachable
} from '../samples';

/** jsdom measures nothing: a window of this height makes rows appear. */
const HEIGHT = 400;

async function open(prepare?: (client: FakeClient) => void) {
  const made = createClassroom(prepare);
  const onSwitch = jest.fn();
  render(<LiveView {...common} model={made.model} onSwitch={onSwitch} />);
  await act(async () => {
    made.model.watch(true);
    await settled();
  });
  return { ...made, onSwitch };
}

/** The texts of a column. */
const column = (index: number): (string | null)[] =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map(row => within(row).getAllByRole('gridcell')[index].textContent);

const choose = (name: string, value: string): void => {
  const list = screen.getByRole('combobox', { name });
  fireEvent.change(list, { target: { value } });
};

const tail = (): HTMLElement =>
  screen.getByRole('region', { name: 'Chosen notebook' });

describe('the live classroom', () => {
  beforeEach(() => {
    for (const size of ['clientHeight', 'clientWidth'] as const) {
      jest.spyOn(HTMLElement.prototype, size, 'get').mockReturnValue(HEIGHT);
    }
  });
  afterEach(() => jest.restoreAllMocks());

  it('shows who is stuck first, the longest first, and why', async () => {
    await open();
    expect(column(0)).toEqual(['chiara', 'ben', 'Alice Ito', 'dan']);
    expect(column(1)).toEqual(['Stuck 1 hr', 'Stuck 6 min', 'Working', 'Idle']);
    expect(column(2)[0]).toBe("NameError: name 'x' is not defined");
    expect(column(3)[3]).toBe('notes.ipynb');
    expect(column(4)).toEqual([
      '1 min. ago',
      '1 min. ago',
      '1 min. ago',
      '30 min. ago'
    ]);
    expect(
      screen.getByText('4 of 30 students; 2 stuck, 1 working, 1 idle')
    ).toBeInTheDocument();
  });

  it('changes by a push', async () => {
    const { client, pushes } = await open();
    client.classroom = classroom({ notebooks: [stuckNotebook('emil', 5)] });
    act(() => pushes.pushSave('emil'));
    expect(await screen.findByText('emil')).toBeInTheDocument();
    expect(screen.queryByText('ben')).toBeNull();
  });

  it('says who has become stuck, but not who was so before', async () => {
    const { client, model } = await open();
    const [news] = screen
      .getAllByRole('status')
      .filter(status => status.classList.contains('jp-AutogradeHidden'));
    expect(news).toBeEmptyDOMElement();
    client.classroom = {
      ...client.classroom,
      notebooks: [...client.classroom.notebooks, stuckNotebook('emil', 5)]
    };
    await act(() => model.refresh());
    expect(news).toHaveTextContent(
      "emil is stuck: NameError: name 'x' is not defined."
    );
  });

  it('keeps times true while nothing is pushed', async () => {
    jest.useFakeTimers();
    try {
      const { client } = await open();
      client.live = () => new Promise(() => undefined);
      expect(column(4)[0]).toBe('1 min. ago');
      await act(() => jest.advanceTimersByTimeAsync(60_000));
      expect(column(4)[0]).toBe('2 min. ago');
    } finally {
      jest.useRealTimers();
    }
  });

  it('sums up assignments, and shows one of them', async () => {
    await open();
    const summary = screen.getByRole('navigation', { name: 'Assignments' });
    expect(
      within(summary)
        .getAllByRole('button', { current: false })
        .map(({ textContent }) => textContent)
    ).toEqual(
      expect.arrayContaining([
        'lab12 stuck, 1 working',
        'Of no assignment1 idle'
      ])
    );
    await userEvent.click(
      within(summary).getByRole('button', { name: /^Of no assignment/ })
    );
    expect(column(0)).toEqual(['dan']);
  });

  it('names the three most common errors, and all of the chosen assignment', async () => {
    await open(client => {
      client.classroom.assignments[0].errors = ['A', 'B', 'C', 'D'].map(
        (name, index) => ({ name, message: '', people: 9 - index })
      );
    });
    const names = (): (string | undefined)[] =>
      within(screen.getByRole('list', { name: 'Most common errors' }))
        .getAllByRole('button')
        .map(({ textContent }) => textContent?.replace('. Show who.', ''));
    expect(names()).toEqual(['9× A', '8× B', '7× C']);
    await userEvent.click(screen.getByRole('button', { name: /^lab1/ }));
    expect(names()).toEqual(['9× A', '8× B', '7× C', '6× D']);
  });

  it('shows who has a common error', async () => {
    await open();
    await userEvent.click(
      screen.getByRole('button', {
        name: /^2× NameError: name 'x' is not defined ?. Show who.$/
      })
    );
    expect(column(0)).toEqual(['chiara', 'ben']);
  });

  it('filters by section, state and name, and shows all again', async () => {
    await open();
    choose('Section', 'A');
    expect(column(0)).toEqual(['ben']);
    choose('State', 'idle');
    expect(screen.queryByRole('grid')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Show all' }));
    await userEvent.type(screen.getByRole('searchbox'), 'ITO');
    expect(column(0)).toEqual(['Alice Ito']);
  });

  it('shows the end of a notebook, as text and without escape sequences', async () => {
    await open();
    fireEvent.click(screen.getByText('Alice Ito'));
    const error = await within(tail()).findByText(
      "NameError: name 'x' is not defined"
    );
    expect(error).toHaveAttribute('data-kind', 'error');
    expect(tail()).toHaveTextContent('[7]');
    expect(tail()).toHaveTextContent('Not shown: image/png');
    expect(tail()).toHaveTextContent('12, of which 3 were run');
  });

  it('shows the error in full, and the cell that failed where it is further up', async () => {
    await open(client => {
      client.tails = [
        liveTail({
          user: 'ben',
          failing: { cell_type: 'code', source: 'early()', outputs: [] }
        })
      ];
    });
    fireEvent.click(screen.getByText('ben'));
    expect(
      await within(tail()).findByText('The cell that failed.')
    ).toBeInTheDocument();
    expect(within(tail()).getByText('early()')).toBeInTheDocument();
    const words = within(tail()).getByText('Error').nextElementSibling;
    expect(words).toHaveTextContent("NameError: name 'x' is not defined");
  });

  it('takes nothing in a notebook for more than text', async () => {
    const source = '<img src=x onerror="alert(1)">';
    await open(client => {
      client.tails = [
        liveTail({ cells: [{ cell_type: 'markdown', source, outputs: [] }] })
      ];
    });
    fireEvent.click(screen.getByText('Alice Ito'));
    expect(await within(tail()).findByText(source)).toBeInTheDocument();
    expect(screen.queryByRole('img')).toBeNull();
  });

  it('is walked through by keys', async () => {
    const { model } = await open();
    screen.getByRole('grid').focus();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    expect(model.tail.notebook?.user).toBe('ben');
    await userEvent.keyboard('{End}');
    expect(model.tail.notebook?.user).toBe('dan');
    expect(tail()).toHaveTextContent('Only that it was saved is known.');
    expect(screen.getByRole('row', { selected: true })).toHaveAttribute(
      'id',
      screen.getByRole('grid').getAttribute('aria-activedescendant')
    );
  });

  it('exports what is shown', async () => {
    await open();
    const link = screen.getByRole('link', { name: 'Export as HTML' });
    expect(link).toHaveAttribute('href', '/export/C1/all');
    await userEvent.click(screen.getByRole('button', { name: /^lab1/ }));
    expect(link).toHaveAttribute('href', '/export/C1/A1');
    expect(link).toHaveAttribute('download');
  });

  it('says how saves are heard of', async () => {
    const { events } = await open();
    expect(screen.getByText('Live')).toHaveAttribute('role', 'status');
    act(() => events.setConnection('down'));
    expect(screen.getByText('Disconnected')).toBeInTheDocument();
  });

  it('says that nobody has saved yet', async () => {
    await open(client => {
      client.classroom = classroom();
    });
    expect(
      screen.getByText('Nobody has saved a notebook yet.')
    ).toBeInTheDocument();
  });

  it('says how many notebooks are not listed', async () => {
    const { client, model } = await open();
    expect(screen.queryByText(/not listed/)).toBeNull();
    client.classroom = classroom({
      notebooks: [liveNotebook()],
      left_out: 980
    });
    await act(() => model.refresh());
    expect(
      screen.getByText(
        '980 notebooks that were saved longer ago are not listed.'
      )
    ).toBeVisible();
  });

  it('keeps what it shows when the service is away', async () => {
    const { client, model } = await open();
    client.fault = unreachable();
    await act(() => model.refresh());
    expect(screen.getByText('This is the last that is known.')).toBeVisible();
    expect(column(0)).toHaveLength(4);
    client.fault = null;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(screen.queryByText('This is the last that is known.')).toBeNull();
  });

  it('says why it can show nothing', async () => {
    await open(client => {
      client.fault = unreachable();
    });
    expect(screen.getByRole('alert')).toHaveTextContent(
      'The grading service does not answer.'
    );
  });

  it('says so to somebody who teaches nothing', async () => {
    await open(client => {
      client.person = person();
    });
    expect(screen.getByText('You teach no course.')).toBeInTheDocument();
  });

  describe('while it is off', () => {
    const off = (client: FakeClient): void => {
      client.classroom = classroom({ enabled: false });
    };

    it('can be switched on by an instructor, for a number of days', async () => {
      const { onSwitch } = await open(off);
      const days = screen.getByRole('spinbutton', { name: /^Days/ });
      const button = screen.getByRole('button', { name: 'Switch on…' });
      await userEvent.clear(days);
      expect(button).toBeDisabled();
      await userEvent.type(days, '181');
      expect(button).toBeDisabled();
      await userEvent.clear(days);
      await userEvent.type(days, '7');
      await userEvent.click(button);
      expect(onSwitch).toHaveBeenLastCalledWith(true, 7);
      await userEvent.type(days, '{Enter}');
      expect(onSwitch).toHaveBeenCalledTimes(2);
    });

    it('is not said to be live', async () => {
      const { events } = await open(off);
      expect(screen.queryByText('Live')).not.toBeInTheDocument();
      act(() => events.setConnection('down'));
      expect(screen.getByText('Disconnected')).toBeInTheDocument();
    });

    it('says to a TA who can switch it on', async () => {
      await open(client => {
        off(client);
        client.person = person({ courses: [course({ role: 'ta' })] });
      });
      expect(screen.getByText(/An instructor of the course/)).toBeVisible();
      expect(screen.queryByRole('button', { name: 'Switch on…' })).toBeNull();
    });
  });
});
