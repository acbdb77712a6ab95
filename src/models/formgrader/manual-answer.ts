import type { IManualClient } from '../../api/manual';
import type {
  Answer,
  ManualScore,
  SavedComment,
  WorkAnswers
} from '../../api/schemas';
import { entryOf, NOTHING, type IEntry } from '../../manual-entry';
import { samePlace, type IAnswerPlace } from './manual-walk';
import type { IPageOptions } from './page';

/** The answer that is shown: its cells, what is said about it, and what is typed for it. */
export class ShownAnswer {
  constructor(
    private readonly _options: IPageOptions,
    private readonly _onChange: () => void
  ) {}

  get place(): IAnswerPlace | null {
    return this._place;
  }

  /** null until it has come. */
  get answer(): Answer | null {
    return this._answers?.id === this._place?.workId
      ? (this._answers?.answers.find(
          one => one.question === this._place?.question
        ) ?? null)
      : null;
  }

  /** All that was ever given to it, newest first; null: not asked for. */
  get history(): readonly ManualScore[] | null {
    return this._history;
  }

  /** The bank of the course. */
  get bank(): readonly SavedComment[] {
    return this._bank;
  }

  /** What is typed and chosen, before it is saved. */
  get entry(): IEntry {
    return this._entry;
  }

  setEntry(entry: IEntry): void {
    this._entry = entry;
    this._onChange();
  }

  /** Show another answer; null: none. Rejects with ApiError. */
  show(place: IAnswerPlace | null): Promise<void> {
    this._place = place;
    this._entry = NOTHING;
    this._history = null;
    return this.load();
  }

  /** Ask for the answer anew. Rejects with ApiError while it is still the shown one. */
  async load(): Promise<void> {
    const { _assignmentId: assignmentId, _place: place } = this;
    if (!assignmentId || !place) {
      return;
    }
    try {
      const answers = await this._client.answers(assignmentId, place.workId);
      if (samePlace(place, this._place)) {
        this._answers = answers;
        if (this._entry === NOTHING) {
          this._entry = entryOf(this.answer?.score);
        }
        this._onChange();
      }
    } catch (reason) {
      if (samePlace(place, this._place)) {
        throw reason;
      }
    }
  }

  /** Rejects with ApiError, as what follows. */
  async loadBank(): Promise<void> {
    const course = this._options.context.course;
    this._bank = course ? await this._client.savedComments(course.id) : [];
  }

  async loadHistory(): Promise<void> {
    const place = this._place;
    if (place) {
      const history = await this._client.history(
        this._assignmentId ?? '',
        place.workId,
        place.question
      );
      if (samePlace(place, this._place)) {
        this._history = history;
        this._onChange();
      }
    }
  }

  /** `keep` puts the text into the bank as well. */
  async comment(text: string, keep: boolean): Promise<void> {
    const place = this._place;
    const course = this._options.context.course;
    if (place && course) {
      await this._client.comment(
        this._assignmentId ?? '',
        place.workId,
        place.question,
        text
      );
      if (keep) {
        await this._client.saveComment(course.id, text);
        await this.loadBank();
      }
      await this.load();
    }
  }

  async removeComment(commentId: string): Promise<void> {
    const place = this._place;
    if (place) {
      await this._client.uncomment(
        this._assignmentId ?? '',
        place.workId,
        commentId
      );
      await this.load();
    }
  }

  private get _client(): IManualClient {
    return this._options.client.manual;
  }

  private get _assignmentId(): string | null {
    return this._options.context.assignment?.id ?? null;
  }

  private _place: IAnswerPlace | null = null;
  private _answers: WorkAnswers | null = null;
  private _history: readonly ManualScore[] | null = null;
  private _bank: readonly SavedComment[] = [];
  private _entry: IEntry = NOTHING;
}
