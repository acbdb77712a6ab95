import type { Cell } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import type { PanelLayout } from '@lumino/widgets';
import type { IServiceClient } from '../api/client';
import type { QuestionResult, ShownQuestion } from '../api/schemas';
import type { IQuestionResultProps } from '../components/question-result';
import { GradeRequestsModel } from '../models/grade-requests';
import type { ILiveEvents } from '../models/live-events';
import type { NotebookStatusModel } from '../models/notebook-status';
import { placesOf } from '../question-cells';
import { QuestionResultWidget } from './question-result';

/** Shows the result of each question in its cell, as long as the notebook is open. */
export class QuestionResults implements IDisposable {
  constructor(private readonly _options: QuestionResults.IOptions) {
    const { model, panel } = _options;
    model.changed.connect(this._update, this);
    panel.content.modelChanged.connect(this._watchCells, this);
    panel.disposed.connect(this.dispose, this);
    void panel.context.ready.then(() => this._watchCells());
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Whether results are shown at all. */
  set shown(shown: boolean) {
    this._shown = shown;
    this._update();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    const { model, panel } = this._options;
    model.changed.disconnect(this._update, this);
    panel.content.modelChanged.disconnect(this._watchCells, this);
    panel.content.model?.cells.changed.disconnect(this._update, this);
    this._requests?.dispose();
    this._clear(new Set());
  }

  private _watchCells(): void {
    if (!this._isDisposed) {
      const cells = this._options.panel.content.model?.cells;
      cells?.changed.disconnect(this._update, this);
      cells?.changed.connect(this._update, this);
      this._update();
    }
  }

  /** Put each result where its cell is now. */
  private _update(): void {
    if (this._isDisposed) {
      return;
    }
    const { content } = this._options.panel;
    this._followRequests();
    const places = placesOf(
      this._questions(),
      content.widgets.map(({ model }) => ({
        type: model.type,
        source: model.sharedModel.getSource(),
        metadata: model.sharedModel.getMetadata()
      }))
    );
    const wanted = new Set<string>();
    for (const [question, position] of places) {
      wanted.add(question.name);
      this._show(question, content.widgets[position]);
    }
    this._clear(wanted);
  }

  /** The results of this notebook's questions that the student may see. */
  private _questions(): readonly (QuestionResult | ShownQuestion)[] {
    const { model } = this._options;
    const { assignment, feedback, grade, submission, tests } = model.info ?? {};
    if (!this._shown || !assignment || !submission) {
      return [];
    }
    // As long as the score is not shown, what the tests may say.
    const questions: readonly (QuestionResult | ShownQuestion)[] =
      (grade ?? feedback?.result ?? tests)?.questions ?? [];
    return questions.filter(
      ({ notebook }) => `${assignment.folder}/${notebook}` === model.path
    );
  }

  private _show(question: QuestionResult | ShownQuestion, cell: Cell): void {
    const { name } = question;
    const props = this._props(question);
    const known = this._widgets.get(name);
    if (known && !known.isDisposed && known.parent === cell) {
      known.props = props;
      return;
    }
    known?.dispose();
    const widget = new QuestionResultWidget(props);
    this._widgets.set(name, widget);
    // A cell that is not in sight has no parts yet.
    void cell.ready.then(() => {
      if (!widget.isDisposed && !cell.isDisposed) {
        (cell.layout as PanelLayout).addWidget(widget);
      }
    });
  }

  private _props(
    question: QuestionResult | ShownQuestion
  ): IQuestionResultProps {
    const { model, trans } = this._options;
    const { feedback, submission } = model.info ?? {};
    return {
      question,
      attempt: submission?.attempt ?? 1,
      comments: (feedback?.comments ?? []).filter(
        comment => comment.question === question.name
      ),
      requests: (this._requests?.requests ?? []).filter(
        request => request.question === question.name
      ),
      canAsk: Boolean(feedback),
      trans,
      onAsk: () => this._options.onAsk(question.name)
    };
  }

  /** Hear of requests about the attempt that feedback was released on. */
  private _followRequests(): void {
    const { client, live, model } = this._options;
    const { feedback, submission } = model.info ?? {};
    const wanted = feedback && submission ? submission.id : null;
    if (wanted === this._asked) {
      return;
    }
    this._asked = wanted;
    this._requests?.dispose();
    this._requests = null;
    if (wanted !== null) {
      this._requests = new GradeRequestsModel({
        client,
        live,
        submissionId: wanted
      });
      this._requests.changed.connect(this._update, this);
      void this._requests.refresh();
    }
  }

  private _clear(wanted: ReadonlySet<string>): void {
    for (const [name, widget] of this._widgets) {
      if (!wanted.has(name)) {
        widget.dispose();
        this._widgets.delete(name);
      }
    }
  }

  private readonly _widgets = new Map<string, QuestionResultWidget>();
  private _requests: GradeRequestsModel | null = null;
  private _asked: string | null = null;
  private _shown = true;
  private _isDisposed = false;
}

export namespace QuestionResults {
  export interface IOptions {
    panel: NotebookPanel;
    model: NotebookStatusModel;
    client: IServiceClient;
    live: ILiveEvents;
    trans: TranslationBundle;
    /** Ask about the grade of a question. */
    onAsk(question: string): void;
  }
}
