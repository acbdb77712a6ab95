import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { IServiceClient } from '../../api/client';
import { Burst } from '../burst';
import type { ILiveEvents, IServiceEvent } from '../live-events';
import { Refresher } from '../refresher';
import { CourseContext } from './course-context';
import type { IPageModel } from './page';
import { isPageId, MODELS, type PageId, type PageModels } from './page-models';
import type { IPlace } from './place';

/** Milliseconds between two questions while somebody walks through assignments by keys. */
const STEP = 400;

/** A course, and pages about it of which one is shown. All state is the service's. */
export class FormgraderModel implements IDisposable {
  constructor(options: FormgraderModel.IOptions) {
    this._client = options.client;
    this.context = new CourseContext(options.client);
    if (options.place) {
      this._follow(options.place);
    }
    this.context.changed.connect(this._onChanged, this);
    this.context.chosen.connect(this._onChosen, this);
    options.live.serviceEvent.connect(this._onServiceEvent, this);
    options.live.refreshWanted.connect(this._onRefreshWanted, this);
  }

  /** Which course and assignment the pages are about. */
  readonly context: CourseContext;

  /** Which page is shown. */
  get pageId(): PageId {
    return this._pageId;
  }

  /** Why the last question got no answer; null when it did. What is shown is then out of date. */
  get error(): unknown {
    return this._error;
  }

  /** Something is another in the context or in a page. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** The state of a page, made when it is asked for first. */
  page<Id extends PageId>(id: Id): PageModels[Id] {
    return this._pages[id] ?? this._make(id);
  }

  /** Show another page. */
  show(id: PageId): void {
    if (id !== this._pageId) {
      this._pageId = id;
      this._changed.emit();
      void this.refresh();
    }
  }

  /** Where in the Formgrader the user is: what `go` leads back to. */
  get place(): IPlace {
    const shown: IPageModel = this.page(this._pageId);
    return {
      page: this._pageId,
      course: this.context.courseId,
      assignment: this.context.assignmentId,
      query: shown.query ?? {}
    };
  }

  /** Show what an address says; what it does not name, and what is not there, stays. */
  go(place: IPlace): void {
    this._follow(place);
    this._changed.emit();
    void this.refresh();
  }

  /** Ask the service for all that is shown. Never rejects: an error is kept in `error`. */
  refresh(): Promise<void> {
    return this._refresher.refresh();
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._steps.dispose();
      Object.values(this._pages).forEach(page => page.dispose());
      this.context.dispose();
      Signal.clearData(this);
    }
  }

  private _follow(place: IPlace): void {
    if (isPageId(place.page)) {
      this._pageId = place.page;
      const shown: IPageModel = this.page(place.page);
      shown.follow?.(place.query);
    }
    this.context.select(place.course, place.assignment);
  }

  private _make<Id extends PageId>(id: Id): PageModels[Id] {
    const page: PageModels[Id] = MODELS[id]({
      client: this._client,
      context: this.context,
      refresh: () => this.refresh(),
      report: reason => this._fail(reason)
    });
    this._pages[id] = page;
    page.changed.connect(this._onChanged, this);
    return page;
  }

  private async _load(): Promise<void> {
    try {
      await this.context.load();
      await this.page(this._pageId).load();
      this._error = null;
      this._changed.emit();
    } catch (reason) {
      this._fail(reason);
    }
  }

  private _fail(reason: unknown): void {
    this._error = reason;
    this._changed.emit();
  }

  private _onChanged(): void {
    this._changed.emit();
  }

  private _onChosen(): void {
    Object.values(this._pages).forEach(page => page.reset());
    const now = Date.now();
    if (now - this._chosenAt < STEP) {
      this._steps.push();
    } else {
      void this.refresh();
    }
    this._chosenAt = now;
  }

  private _onServiceEvent(_: ILiveEvents, event: IServiceEvent): void {
    if (event.type === 'notebook_saved') {
      // The live classroom's; a class at work saves all the time.
      return;
    }
    if (event.course_id !== this.context.course?.id) {
      return;
    }
    const shown: IPageModel = this.page(this._pageId);
    const concernsAll =
      event.user === null ||
      event.assignment_id === this.context.assignment?.id;
    if (!shown.onEvent(event) && concernsAll) {
      void this.refresh();
    }
  }

  private _onRefreshWanted(): void {
    if (this.context.courses) {
      void this.refresh();
    }
  }

  private readonly _client: IServiceClient;
  private readonly _pages: Partial<PageModels> = {};
  private readonly _refresher = new Refresher(() => this._load());
  private readonly _changed = new Signal<this, void>(this);
  private readonly _steps = new Burst(() => void this.refresh(), STEP);
  private _chosenAt = 0;
  private _pageId: PageId = 'home';
  private _error: unknown = null;
  private _isDisposed = false;
}

export namespace FormgraderModel {
  export interface IOptions {
    client: IServiceClient;
    live: ILiveEvents;
    /** Where to begin. */
    place?: IPlace;
  }
}
