import '@testing-library/jest-dom';
import { createStandaloneCell, type YCellType } from '@jupyter/ydoc';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { PromiseDelegate } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';
import { Panel, Widget } from '@lumino/widgets';
import { waitFor, within } from '@testing-library/dom';
import userEvent from '@testing-library/user-event';
import { english } from '../../english';
import { NotebookStatusModel } from '../../models/notebook-status';
import { QuestionResults } from '../../widgets/question-results';
import { FakeClient } from '../fake-client';
import { live } from '../live';
import {
  feedback,
  gradeRequest,
  notebookInfo,
  result,
  submission
} from '../samples';

/** A cell of a notebook as far as results are put into it; `appear` is when it comes into sight. */
class FakeCell extends Panel {
  constructor(source: string) {
    super();
    const sharedModel: YCellType = createStandaloneCell({
      cell_type: 'code',
      source
    });
    this.model = { type: 'code', sharedModel };
  }

  readonly model: { type: string; sharedModel: YCellType };
  private readonly _appeared = new PromiseDelegate<void>();

  get ready(): Promise<void> {
    return this._appeared.promise;
  }

  appear(): void {
    this._appeared.resolve();
  }
}

/** A notebook's panel, as far as results need one. */
class FakeNotebook extends Widget {
  readonly modelChanged = new Signal<this, void>(this);
  readonly context = { ready: Promise.resolve() };
  readonly model = { cells: { changed: new Signal<this, void>(this) } };
  widgets: FakeCell[] = [];

  get content(): this {
    return this;
  }

  /** Have these cells, and say so. */
  hold(...cells: FakeCell[]): void {
    for (const gone of this.widgets.filter(cell => !cells.includes(cell))) {
      gone.dispose();
    }
    this.widgets = cells;
    this.model.cells.changed.emit();
  }
}

const CHECK = 'grader.check("q1")';

function cell(source: string): FakeCell {
  const made = new FakeCell(source);
  Widget.attach(made, document.body);
  made.appear();
  return made;
}

const GRADED = {
  submission: submission({ state: 'graded', attempt: 2 }),
  grade: result()
};

/** A graded notebook with a question, open on the page. */
async function open(info = notebookInfo(GRADED)) {
  const client = new FakeClient();
  client.notebookInfo = info;
  const { events, pushes } = live();
  const model = new NotebookStatusModel({
    client,
    live: events,
    path: info.path
  });
  const notebook = new FakeNotebook();
  const first = cell('x = 1');
  const second = cell(CHECK);
  notebook.hold(first, second);
  const onAsk = jest.fn();
  const results = new QuestionResults({
    panel: notebook as unknown as NotebookPanel,
    model,
    client,
    live: events,
    trans: english,
    onAsk
  });
  await model.refresh();
  return { client, first, model, notebook, onAsk, pushes, results, second };
}

const resultOf = ({ node }: Widget): HTMLElement | null =>
  node.querySelector<HTMLElement>('.jp-AutogradeResult');

describe('results in the cells of a notebook', () => {
  afterEach(() => document.body.replaceChildren());

  it('stand in the cell of their question, once it is in sight', async () => {
    const { first, second } = await open();
    await waitFor(() => expect(resultOf(second)).toHaveTextContent('1/2'));
    expect(resultOf(second)).toHaveTextContent('Attempt 2');
    expect(resultOf(first)).toBeNull();
  });

  it('come into a cell that was not in sight when they came', async () => {
    const { notebook, second } = await open();
    const late = new FakeCell(CHECK);
    Widget.attach(late, document.body);
    notebook.hold(late);
    expect(second.isDisposed).toBe(true);
    await Promise.resolve();
    expect(resultOf(late)).toBeNull();
    late.appear();
    await waitFor(() => expect(resultOf(late)).toHaveTextContent('1/2'));
  });

  it('move with the cell, and go with it', async () => {
    const { first, notebook, second } = await open();
    await waitFor(() => expect(resultOf(second)).not.toBeNull());
    first.model.sharedModel.setSource(CHECK);
    second.model.sharedModel.setSource('y');
    notebook.hold(second, first);
    await waitFor(() => expect(resultOf(first)).not.toBeNull());
    expect(resultOf(second)).toBeNull();
    notebook.hold(second);
    expect(document.querySelector('.jp-AutogradeResult')).toBeNull();
  });

  it('are those of the newest attempt', async () => {
    const { client, model, second } = await open();
    await waitFor(() => expect(resultOf(second)).toHaveTextContent('1/2'));
    const [question, ...more] = result().questions;
    client.notebookInfo = notebookInfo({
      submission: submission({ id: 'S2', state: 'graded', attempt: 3 }),
      grade: result({ questions: [{ ...question, score: 2 }, ...more] })
    });
    await model.refresh();
    await waitFor(() => expect(resultOf(second)).toHaveTextContent('2/2'));
    expect(resultOf(second)).toHaveTextContent('Attempt 3');
    client.notebookInfo = notebookInfo({
      submission: submission({ id: 'S3', attempt: 4 })
    });
    await model.refresh();
    expect(resultOf(second)).toBeNull();
  });

  it('are what the tests may say while the score is not shown', async () => {
    const { second } = await open(
      notebookInfo({
        ...GRADED,
        grade: null,
        tests: {
          status: 'ok',
          message: '',
          limits_hit: [],
          questions: [
            {
              name: 'q1',
              notebook: 'lab1.ipynb',
              manual: false,
              hidden_names: ['q1 - 3'],
              cases: [
                { name: 'q1 - 1', passed: true, hidden: false, message: '' },
                { name: 'q1 - 2', passed: false, hidden: false, message: 'No.' }
              ]
            }
          ]
        }
      })
    );
    await waitFor(() =>
      expect(resultOf(second)).toHaveTextContent('1 of 2 tests passed')
    );
    expect(resultOf(second)).toHaveTextContent('q1 - 2 failed');
    expect(resultOf(second)).toHaveTextContent('Hidden tests: q1 - 3');
    expect(resultOf(second)).not.toHaveTextContent('/');
  });

  it('are none of another notebook of the assignment', async () => {
    const { second } = await open(
      notebookInfo({ ...GRADED, path: 'cs1/lab1/other.ipynb' })
    );
    expect(resultOf(second)).toBeNull();
  });

  it('hide and come back as the user likes', async () => {
    const { results, second } = await open();
    await waitFor(() => expect(resultOf(second)).not.toBeNull());
    results.shown = false;
    expect(resultOf(second)).toBeNull();
    results.shown = true;
    await waitFor(() => expect(resultOf(second)).not.toBeNull());
  });

  it('have the comments and requests about their question once feedback is released', async () => {
    const { client, onAsk, pushes, second } = await open(
      notebookInfo({ ...GRADED, grade: null, feedback: feedback() })
    );
    await waitFor(() => expect(resultOf(second)).toHaveTextContent('1/2'));
    client.requestList = [
      gradeRequest({ id: 'R1', question: 'q1', text: 'Why not two?' }),
      gradeRequest({ id: 'R2', question: 'q2', text: 'Another matter.' })
    ];
    pushes.push('service_event', {
      type: 'request_made',
      at: GRADED.submission.submitted_at,
      course_id: 'C1',
      assignment_id: 'A1',
      user: GRADED.submission.user,
      data: { request_id: 'R1', submission_id: GRADED.submission.id }
    });
    await waitFor(() =>
      expect(resultOf(second)).toHaveTextContent('Why not two?')
    );
    expect(resultOf(second)).not.toHaveTextContent('Another matter.');
    await userEvent.click(
      within(resultOf(second)!).getByRole('button', { name: /^Ask about/ })
    );
    expect(onAsk).toHaveBeenCalledWith('q1');
  });

  it('go when the notebook is closed, and hear nothing any more', async () => {
    const { client, model, notebook, second } = await open();
    await waitFor(() => expect(resultOf(second)).not.toBeNull());
    notebook.dispose();
    expect(resultOf(second)).toBeNull();
    client.calls.length = 0;
    await model.refresh();
    expect(resultOf(second)).toBeNull();
  });
});
