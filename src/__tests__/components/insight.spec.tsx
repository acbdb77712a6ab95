import '@testing-library/jest-dom';
import { act, fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FormgraderView } from '../../components/formgrader/formgrader-view';
import type { DrawChart } from '../../components/formgrader/insight/chart-figure';
import {
  handInChart,
  scoreChart
} from '../../components/formgrader/insight/chart-specs';
import { english } from '../../english';
import { faultOf } from '../../models/fault';
import { FormgraderModel } from '../../models/formgrader/formgrader';
import { FakeClient } from '../fake-client';
import { insight } from '../fake-insight';
import { live } from '../live';
import { haveModals } from '../modal';
import {
  course,
  person,
  scoreChange,
  TIME,
  unreachable,
  version
} from '../samples';

beforeAll(haveModals);

async function open(
  drawChart?: DrawChart,
  prepare: (client: FakeClient) => void = () => undefined
) {
  const client = new FakeClient();
  client.person = person({ courses: [course({ role: 'instructor' })] });
  prepare(client);
  const model = new FormgraderModel({ client, live: live().events });
  model.show('insight');
  const view = render(
    <FormgraderView
      model={model}
      trans={english}
      faultOf={error => faultOf(error, english)}
      acts={{ onGradeAgain: jest.fn(), drawChart }}
    />
  );
  await act(() => model.refresh());
  return { client, model, view };
}

const click = (name: string | RegExp): Promise<void> =>
  userEvent.click(screen.getByRole('button', { name }));

describe('the page Insight', () => {
  it('has every number in tables where nothing draws', async () => {
    await open();
    const scores = screen.getByRole('table', { name: 'Scores' });
    expect(
      within(scores).getByRole('row', { name: '40 – 50 1' })
    ).toBeVisible();
    expect(screen.queryByRole('button', { name: /^Table/ })).toBeNull();
    expect(screen.getByText(/Mean 60 %/)).toBeVisible();
    const tests = screen.getByRole('table', { name: 'Tests' });
    expect(
      within(tests).getByRole('row', { name: /q1 - 2/ })
    ).toHaveTextContent('-0.30');
  });

  it('shows the table of a chart that can not be drawn, and says so', async () => {
    await open((_host, _spec, onFailed) => {
      queueMicrotask(() => act(onFailed));
      return { isDisposed: false, dispose: () => undefined };
    });
    expect(
      await screen.findAllByText(/^The chart could not be drawn/)
    ).toHaveLength(3);
    for (const table of screen.getAllByRole('table')) {
      expect(table.closest('.jp-AutogradeHidden')).toBeNull();
    }
  });

  it('draws a chart again that could not be drawn, when it says something else', async () => {
    let fails = true;
    const { client, model } = await open((host, _spec, onFailed) => {
      if (fails) {
        queueMicrotask(() => act(onFailed));
      } else {
        host.textContent = 'chart';
      }
      return { isDisposed: false, dispose: () => undefined };
    });
    await screen.findAllByText(/^The chart could not be drawn/);
    fails = false;
    await act(() => model.refresh());
    expect(screen.queryByText('chart')).toBeNull();
    client.insight.content = insight({
      hand_ins: { hours: 1, bins: [{ at: TIME, submissions: 4, newest: 2 }] }
    });
    await act(() => model.refresh());
    expect(screen.getAllByText('chart')).toHaveLength(1);
    expect(screen.getAllByText(/^The chart could not be drawn/)).toHaveLength(
      2
    );
  });

  it('draws each chart once, and shows its table instead', async () => {
    const drawn: string[] = [];
    const drawChart: DrawChart = (host, spec) => {
      drawn.push(JSON.stringify(spec));
      host.textContent = 'chart';
      return { isDisposed: false, dispose: () => undefined };
    };
    const { model } = await open(drawChart);
    expect(drawn).toHaveLength(3);
    await act(() => model.refresh());
    expect(drawn).toHaveLength(3);
    // For screen readers it is there all the time.
    expect(screen.getByRole('table', { name: 'Scores' })).toBeInTheDocument();
    await click('Table: Scores');
    expect(
      screen.getByRole('button', { name: 'Table: Scores' })
    ).toHaveAttribute('aria-pressed', 'true');
    expect(screen.getAllByText('chart')).toHaveLength(2);
  });

  it('leads from an error to the submission of a student', async () => {
    const { model } = await open();
    fireEvent.click(screen.getByText(/NameError: name '…'/));
    await click('Submission of Alice A.');
    expect(model.place.page).toBe('submissions');
    expect(model.place.query).toEqual({ text: 'alice' });
  });

  it('voids a test after a look at what that changes', async () => {
    const { client } = await open();
    await click('q1 - 1');
    await click('Void this test…');
    expect(
      screen.getByRole('button', { name: 'Show what would change' })
    ).toHaveAttribute('aria-disabled', 'true');
    await userEvent.type(screen.getByLabelText(/^Reason/), 'wrong');
    client.scoreChanges.changed = {
      kind: 'void',
      test: 'q1 - 1',
      rows: scoreChange().rows.map(row => ({
        ...row,
        after: { score: 3, max_score: 5 }
      }))
    };
    await click('Show what would change');
    // The button has gone with its form: who works by keys is led to what it has opened.
    expect(screen.getByRole('region', { name: 'Void q1 - 1' })).toHaveFocus();
    const pane = screen.getByRole('complementary', { name: 'Chosen test' });
    expect(pane).toHaveTextContent('No score has changed.');
    // The table is not read out with the sentence, at each look anew.
    expect(within(pane).getByRole('status')).toHaveTextContent(
      '0 up, 1 down, 0 the same. No score has changed.'
    );
    expect(within(pane).getByRole('table')).toBeVisible();
    expect(
      screen.queryByRole('button', { name: 'Apply only those that rise…' })
    ).toBeNull();
    expect(pane).toHaveTextContent('8/10');
    expect(pane).toHaveTextContent('3/5');
    await click('Apply all…');
    expect(client.calls).not.toContain('apply X1 all');
    await click('Apply');
    expect(client.calls).toContain('apply X1 all');
    expect(pane).toHaveFocus();
  });

  it('leaves the focus where it is when somebody else begins a correction', async () => {
    const { client, model } = await open();
    await click('q1 - 1');
    const table = screen.getByRole('button', { name: 'q1 - 1' });
    table.focus();
    client.scoreChanges.listed = [scoreChange()];
    await act(() => model.refresh());
    expect(screen.getByRole('button', { name: 'Apply all…' })).toBeVisible();
    expect(table).toHaveFocus();
  });

  it('says why a test was not voided until that is closed', async () => {
    const { client } = await open();
    await click('q1 - 1');
    await click('Void this test…');
    const reason = screen.getByLabelText(/^Reason/);
    await userEvent.type(reason, 'wrong');
    client.fault = unreachable();
    await userEvent.keyboard('{Enter}');
    expect(await screen.findByRole('alert')).toBeVisible();
    await click('Close');
    expect(screen.queryByRole('alert')).toBeNull();
    expect(reason).toHaveFocus();
  });

  it('asks for versions again that did not come', async () => {
    const { client } = await open(undefined, ({ work }) => {
      work.versionList = [version({ state: 'ready' })];
    });
    await click('q1 - 1');
    client.fault = unreachable();
    await click('Fix this test…');
    const form = screen.getByRole('region', { name: 'Correct the test' });
    expect(within(form).getByRole('alert')).toBeVisible();
    expect(screen.queryByText('Loading versions…')).toBeNull();
    client.fault = null;
    await click('Try again');
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByLabelText('Version with the mended test')).toBeVisible();
  });

  it('closes what is done about a test by a second click', async () => {
    await open();
    await click('q1 - 1');
    const button = screen.getByRole('button', { name: 'Void this test…' });
    await userEvent.click(button);
    expect(button).toHaveAttribute('aria-expanded', 'true');
    await userEvent.click(button);
    expect(button).toHaveAttribute('aria-expanded', 'false');
    expect(screen.queryByLabelText(/^Reason/)).toBeNull();
  });

  it('lets TAs look, not decide', async () => {
    await open(undefined, client => {
      client.person = person({ courses: [course({ role: 'ta' })] });
    });
    await click('q1 - 1');
    expect(screen.queryByRole('button', { name: /Void/ })).toBeNull();
  });

  it('says what to wait for while nobody has handed in', async () => {
    await open(undefined, client => {
      client.insight.content = insight({ handed_in: 0 });
    });
    expect(screen.getByText('Nobody has submitted “lab1” yet.')).toBeVisible();
  });
});

describe('the charts', () => {
  it('count in whole numbers', () => {
    const charts = [
      scoreChart(insight(), english),
      handInChart(insight(), english)
    ] as { layer: { encoding: { y: { axis: { values: number[] } } } }[] }[];
    expect(charts.map(({ layer }) => layer[0].encoding.y.axis.values)).toEqual([
      [0, 1],
      [0, 1, 2, 3]
    ]);
  });

  it('show the due time only where there is one', () => {
    const due = JSON.stringify(handInChart(insight(), english));
    const none = JSON.stringify(
      handInChart(insight({ due_at: null }), english)
    );
    expect(due).toContain('Due');
    expect(none).not.toContain('Due');
  });

  it('put earlier attempts upon those that count', () => {
    const { layer } = handInChart(insight(), english) as {
      layer: { data: { values: { count: number }[] } }[];
    };
    expect(layer[0].data.values.map(one => one.count)).toEqual([2, 1]);
  });
});
