import '@testing-library/jest-dom';
import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FormgraderView } from '../../components/formgrader/formgrader-view';
import { Outputs } from '../../components/outputs';
import { english } from '../../english';
import { faultOf } from '../../models/fault';
import { FormgraderModel } from '../../models/formgrader/formgrader';
import { FakeClient } from '../fake-client';
import { item } from '../fake-manual';
import { live } from '../live';
import { haveModals } from '../modal';
import { course, person, scoreChange, unreachable } from '../samples';

beforeAll(haveModals);

async function open(prepare: (client: FakeClient) => void = () => undefined) {
  const client = new FakeClient();
  client.person = person({ courses: [course({ role: 'instructor' })] });
  prepare(client);
  const model = new FormgraderModel({ client, live: live().events });
  model.show('manual');
  render(
    <FormgraderView
      model={model}
      trans={english}
      faultOf={error => faultOf(error, english)}
      acts={{ onGradeAgain: jest.fn() }}
    />
  );
  await act(() => model.refresh());
  return { calls: client.manual.calls, client, model };
}

const scores = (calls: readonly string[]) =>
  calls.filter(call => call.startsWith('score'));

describe('the page of manual grading', () => {
  it('takes two keys a student', async () => {
    const { calls } = await open();
    await userEvent.keyboard('3{Enter}2{Enter}4{Enter}');
    expect(scores(calls)).toEqual(['score W1 3', 'score W2 2', 'score W3 4']);
  });

  it('takes digits for the items of a rubric', async () => {
    const { calls } = await open(client => {
      client.manual.items = [item(), item({ id: 'I2', points: -1 })];
    });
    await userEvent.keyboard('12{Enter}');
    expect(scores(calls)).toEqual(['score W1 - I1 I2']);
  });

  it('leads the keys to what another item makes of scores, and back', async () => {
    const { calls } = await open(client => {
      client.manual.items = [item({ uses: 2 })];
      client.scoreChanges.changed = { kind: 'rubric', question: 'essay' };
    });
    const [points] = screen.getAllByLabelText(/^Points of the item/);
    await userEvent.clear(points);
    await userEvent.type(points, '1{Enter}');
    expect(calls).toContain('propose I1 1');
    expect(
      await screen.findByRole('region', { name: 'Change of the rubric' })
    ).toHaveFocus();
    await userEvent.click(screen.getByText('Discard…'));
    await userEvent.click(screen.getByText('Discard'));
    await waitFor(() => expect(points).toHaveFocus());
  });

  it('says why an item was not changed until that is closed', async () => {
    const { client } = await open(({ manual }) => {
      manual.items = [item()];
      manual.editFault = unreachable();
    });
    const [points] = screen.getAllByLabelText(/^Points of the item/);
    await userEvent.clear(points);
    await userEvent.type(points, '1{Enter}');
    expect(await screen.findByRole('alert')).toBeInTheDocument();
    expect(client.manual.calls).toContain('edit I1 1');
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('alert')).toBeNull();
    expect(points).toHaveFocus();
  });

  it('says that an item was not changed beside a change that waits for a decision', async () => {
    const { client } = await open(client => {
      client.manual.items = [item()];
      client.scoreChanges.listed = [
        scoreChange({ kind: 'rubric', question: 'essay' })
      ];
      client.scoreChanges.changed = { kind: 'rubric', question: 'essay' };
    });
    const pane = screen.getByRole('region', { name: 'Change of the rubric' });
    client.manual.editFault = unreachable();
    const [text] = screen.getAllByDisplayValue('Names the cause');
    await userEvent.type(text, ' itself{Enter}');
    const alert = await screen.findByRole('alert');
    expect(pane).not.toContainElement(alert);
    expect(text).toHaveValue('Names the cause itself');
    await userEvent.click(screen.getByText('Discard…'));
    await userEvent.click(screen.getByText('Discard'));
    await waitFor(() => expect(alert).not.toBeInTheDocument());
  });

  it('keeps the words of a new item while other staff add theirs, until it is there', async () => {
    const { client, model } = await open(({ manual }) => {
      manual.items = [item()];
    });
    const fresh = (label: RegExp) => screen.getAllByLabelText(label).at(-1)!;
    await userEvent.type(fresh(/^Words of the item/), 'Off by one ');
    client.manual.items = [...client.manual.items, item({ id: 'I2' })];
    await act(() => model.refresh());
    expect(screen.getAllByLabelText(/^Words of the item/)).toHaveLength(3);
    expect(fresh(/^Words of the item/)).toHaveValue('Off by one ');
    await userEvent.type(fresh(/^Points of the item/), '-1{Enter}');
    expect(await screen.findByDisplayValue('Off by one')).toBeInTheDocument();
    expect(fresh(/^Words of the item/)).toHaveValue('');
  });

  it('lets points be typed beside a rubric', async () => {
    const { calls } = await open(client => {
      client.manual.items = [item()];
    });
    await userEvent.keyboard('1=2{Enter}');
    expect(scores(calls)).toEqual(['score W1 2 I1']);
  });

  it('types points wherever the focus is, where there is no rubric', async () => {
    const { calls } = await open();
    screen.getByRole('region', { name: 'The answer' }).focus();
    await userEvent.keyboard('3{Enter}');
    expect(scores(calls)).toEqual(['score W1 3']);
  });

  it('goes on and back, and types no letters into the points', async () => {
    await open();
    await userEvent.keyboard('nnp');
    expect(screen.getByText('The answer of bob')).toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: /^Points of 4/ })).toHaveValue(
      ''
    );
  });

  it('says what can’t be saved, and stays', async () => {
    const { calls } = await open();
    await userEvent.keyboard('9{Enter}');
    expect(screen.getByText('At most 4 points.')).toBeInTheDocument();
    expect(scores(calls)).toEqual([]);
  });

  it('types letters into a comment', async () => {
    const { calls } = await open();
    await userEvent.keyboard('cnot so{Control>}{Enter}{/Control}');
    expect(calls).toContain('comment W1 not so');
  });

  it('names nobody to who grades anonymously', async () => {
    await open(client => {
      client.manual.anonymous = true;
    });
    expect(screen.getByRole('checkbox', { name: 'Anonymous' })).toBeChecked();
    const students = screen.getByRole('combobox', { name: 'Student' });
    expect(students).toHaveTextContent('Student alice');
  });

  it('says of how many answers an answer differs little', async () => {
    await open(client => {
      client.manual.groups = [
        {
          likeness: 'near',
          works: ['W1', 'W2', 'W3'],
          excerpt: 'The',
          pending: 3
        }
      ];
    });
    await userEvent.click(screen.getByText('Find alike answers'));
    expect(
      await screen.findByText('2 other answers are nearly the same.')
    ).toBeVisible();
    expect(
      screen.getByText('Give this score to those that nobody has graded')
    ).toHaveAttribute('title', expect.stringContaining('Grade this answer'));
  });

  it('says that there is nothing to grade', async () => {
    await open(client => {
      client.manual.workList = [];
    });
    expect(
      screen.getByText('There is nothing to grade by hand here.')
    ).toBeInTheDocument();
  });
});

describe('outputs of an answer', () => {
  it('shows HTML in a frame that can run and load nothing', () => {
    const data = { 'text/html': '<b>x</b>' };
    render(
      <Outputs
        outputs={[{ output_type: 'display_data', data }]}
        trans={english}
      />
    );
    const frame = screen.getByTitle('Output of the answer');
    expect(frame).toHaveAttribute('sandbox', '');
    expect(frame).toHaveAttribute('srcdoc', '<b>x</b>');
  });

  it('shows text and errors as text', () => {
    render(
      <Outputs
        outputs={[
          { output_type: 'stream', name: 'stdout', text: '<b>1</b>' },
          { output_type: 'error', ename: 'E', evalue: 'v', traceback: [] },
          { output_type: 'display_data', data: { 'application/x': 'no' } }
        ]}
        trans={english}
      />
    );
    expect(screen.getByText('<b>1</b>')).toBeInTheDocument();
    expect(screen.getByText('E: v')).toBeInTheDocument();
  });
});
