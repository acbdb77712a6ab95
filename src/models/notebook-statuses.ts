import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { IAutogradeClient } from '../api/client';
import type { INotebookStatuses } from '../tokens';
import type { ILiveEvents } from './live-events';
import { NotebookStatusModel } from './notebook-status';

/** One status model for each open notebook; two views of a document share it. */
export class NotebookStatuses implements INotebookStatuses, IDisposable {
  constructor(options: {
    client: IAutogradeClient;
    live: ILiveEvents;
    tracker: INotebookTracker;
  }) {
    this._client = options.client;
    this._live = options.live;
    this._tracker = options.tracker;
    this._tracker.currentChanged.connect(this._onCurrentChanged, this);
    this._onCurrentChanged();
  }

  get current(): NotebookStatusModel | null {
    const context = this._tracker.currentWidget?.context;
    return context ? this.of(context) : null;
  }

  get currentChanged(): ISignal<this, void> {
    return this._currentChanged;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  of(context: DocumentRegistry.Context): NotebookStatusModel {
    const known = this._models.get(context);
    if (known) {
      return known;
    }
    const model = new NotebookStatusModel({
      client: this._client,
      live: this._live,
      path: context.localPath
    });
    this._models.set(context, model);
    context.pathChanged.connect(() => {
      model.path = context.localPath;
    });
    context.disposed.connect(() => {
      this._models.delete(context);
      model.dispose();
    });
    void model.refresh();
    return model;
  }

  byPath(path: string): NotebookStatusModel | null {
    for (const model of this._models.values()) {
      if (model.path === path) {
        return model;
      }
    }
    return null;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      for (const model of this._models.values()) {
        model.dispose();
      }
      this._models.clear();
      Signal.clearData(this);
    }
  }

  private _onCurrentChanged(): void {
    this._watched?.changed.disconnect(this._onStatusChanged, this);
    this._watched = this.current;
    this._watched?.changed.connect(this._onStatusChanged, this);
    this._currentChanged.emit();
  }

  private _onStatusChanged(): void {
    this._currentChanged.emit();
  }

  private readonly _client: IAutogradeClient;
  private readonly _live: ILiveEvents;
  private readonly _tracker: INotebookTracker;
  private readonly _models = new Map<
    DocumentRegistry.Context,
    NotebookStatusModel
  >();
  private readonly _currentChanged = new Signal<this, void>(this);
  private _watched: NotebookStatusModel | null = null;
  private _isDisposed = false;
}
