import { Signal, type ISignal } from '@lumino/signaling';
import type {
  Answer,
  ManualOverview,
  ManualScore,
  ManualWork,
  RubricItem,
  SavedComment,
  WorkQuestion
} from '../../api/schemas';
import { Burst } from '../burst';
import type { IServiceEvent } from '../live-events';
import { AlikeModel } from './manual-alike';
import { ShownAnswer } from './manual-answer';
import { AnswerClaim } from './manual-claim';
import { faultOfEntry, NOTHING, type IEntry } from '../../manual-entry';
import { LEADERS } from '../../roles';
import { ManualPlaces } from './manual-places';
import { samePlace, type IAnswerPlace, type WalkOrder } from './manual-walk';
import { ManualWorks } from './manual-works';
import type { IPageModel, IPageOptions } from './page';
import { RubricModel } from './rubric';

/** Milliseconds for which pushes are collected before the list is asked for anew. */
const BURST = 2_000;

/** Answers that a person grades, one of which is shown. */
export class ManualModel implements IPageModel {
  constructor(options: IPageOptions) {
    const onChange = (): void => this._changed.emit();
    this._options = options;
    this.rubric = new RubricModel(options);
    this.alike = new AlikeModel(options);
    this._list = new ManualWorks(options, onChange);
    this._places = new ManualPlaces(this._list);
    this._shown = new ShownAnswer(options, onChange);
    this._claim = new AnswerClaim(options, this._list, (_, reason) => {
      this._fail(reason);
      void this._reload();
    });
    this.rubric.changed.connect(onChange);
    this.alike.changed.connect(onChange);
  }

  readonly rubric: RubricModel;
  readonly alike: AlikeModel;

  /** null before the first answer. */
  get overview(): ManualOverview | null {
    return this._list.overview;
  }

  /** By student; null before the first answer. */
  get works(): readonly ManualWork[] | null {
    return this._list.works;
  }

  get order(): WalkOrder {
    return this._places.order;
  }

  /** Which answer is shown. */
  get place(): IAnswerPlace | null {
    return this._shown.place;
  }

  /** The work whose answer is shown. */
  get work(): ManualWork | null {
    return this._list.at(this.place)?.work ?? null;
  }

  /** The facts of the shown answer. */
  get facts(): WorkQuestion | null {
    return this._list.at(this.place)?.question ?? null;
  }

  /** The shown answer itself; null until it has come. */
  get answer(): Answer | null {
    return this._shown.answer;
  }

  /** All that was ever given to the shown answer, newest first; null: not asked for. */
  get history(): readonly ManualScore[] | null {
    return this._shown.history;
  }

  /** The bank of the course. */
  get bank(): readonly SavedComment[] {
    return this._shown.bank;
  }

  /** The items of the shown question. */
  get items(): readonly RubricItem[] {
    return this.rubric.itemsOf(this.place?.question ?? null);
  }

  /** What is typed and chosen for the shown answer. */
  get entry(): IEntry {
    return this._shown.entry;
  }

  /** Who else grades the shown answer at this moment; null: nobody. */
  get heldBy(): string | null {
    return this._list.heldBy(this.place);
  }

  /** Why the shown answer could not be held, saved or commented. */
  get error(): unknown {
    return this._error;
  }

  /** Scores that are on their way to the service. */
  get saving(): number {
    return this._list.saving;
  }

  /** Position of the shown answer, from 1, and how many there are. */
  get position(): readonly [number, number] {
    return this._places.position(this.place);
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  async load(): Promise<void> {
    const assignment = this._options.context.assignment;
    await Promise.all([
      this.rubric.load(),
      LEADERS.has(this._options.context.course?.role ?? 'student')
        ? this.rubric.resume()
        : null,
      this._shown.loadBank(),
      this._list.load()
    ]);
    if (assignment?.id === this._options.context.assignment?.id) {
      this._places.question ??= this.overview?.questions[0]?.question ?? null;
      if (!this.facts) {
        this._show(this._open() ?? this._places.first);
      }
      this._changed.emit();
    }
  }

  reset(): void {
    this._claim.leave();
    this._list.reset();
    this._places.question = null;
    this._error = null;
    void this._shown.show(null);
    this.rubric.reset();
    this.alike.reset();
  }

  onEvent(event: IServiceEvent): boolean {
    const { assignment } = this._options.context;
    if (event.assignment_id !== assignment?.id || this.works === null) {
      return false;
    }
    if (event.type === 'submission_graded') {
      // Each score that is given here comes back as a push: one new list for many of them.
      this._burst.push();
    }
    return true;
  }

  /** Go through answers in another order. */
  setOrder(order: WalkOrder): void {
    this._places.order = order;
    this._places.question = this.place?.question ?? this._places.question;
    this._changed.emit();
  }

  /** Go through another question. */
  selectQuestion(question: string): void {
    const here = { workId: this.place?.workId ?? '', question };
    this._places.question = question;
    this._show(
      this._open() ?? (this._list.at(here) ? here : this._places.first)
    );
  }

  /** Show another student's answer. */
  selectWork(workId: string): void {
    const work = this.works?.find(one => one.id === workId);
    const question =
      work?.questions.find(one => one.question === this.place?.question) ??
      work?.questions[0];
    if (work && question) {
      this._show({ workId, question: question.question });
    }
  }

  /** Show the next answer, or the one before. */
  step(step: 1 | -1): void {
    this._show(this._places.step(this.place, step));
  }

  /** Show the next answer that nobody has graded, and nobody else grades now; false: there is none. */
  nextUngraded(): boolean {
    return this._show(this._open());
  }

  /** Show the next answer in whose work a test failed; false: there is none. */
  nextFailing(): boolean {
    return this._show(this._places.nextFailing(this.place));
  }

  setPoints(points: string): void {
    this._error = null;
    this._shown.setEntry({ ...this.entry, points });
  }

  /** Let a rubric item hold, or not; the points follow from the items then. */
  toggleItem(itemId: string): void {
    const { items } = this.entry;
    this._error = null;
    this._shown.setEntry({
      points: '',
      items: items.includes(itemId)
        ? items.filter(one => one !== itemId)
        : [...items, itemId]
    });
  }

  /**
   * Save what was typed, and show the next answer that nobody has graded.
   *
   * The next one is shown at once. When the score was not taken, the answer comes back with what was typed, and
   * `error` says why. Returns false when there is nothing that could be saved.
   */
  save(): boolean {
    const { entry, facts, place } = this;
    if (!place || !facts || faultOfEntry(entry, facts.max_score)) {
      return false;
    }
    void this._send(place, entry);
    if (!this.nextUngraded()) {
      this._changed.emit();
    }
    return true;
  }

  /** Let the shown answer wait for a person again. */
  async takeBack(): Promise<void> {
    const { place, facts } = this;
    if (place && facts?.score_id) {
      await this._send(place, NOTHING);
      this._shown.setEntry(NOTHING);
      await this._try(() => this._shown.load());
    }
  }

  /** Flag the shown answer, or take the flag off. */
  async toggleFlag(): Promise<void> {
    const { place, facts } = this;
    if (place && facts) {
      await this._try(async () => {
        const flag = await this._options.client.manual.flag(
          this._options.context.assignment?.id ?? '',
          place.workId,
          { question: place.question, flagged: !facts.flagged, note: '' }
        );
        this._list.change(place, { flagged: flag.flagged });
      });
    }
  }

  /** Comment on the shown answer; `keep` puts the text into the bank as well. */
  comment(text: string, keep: boolean): Promise<void> {
    return this._try(() => this._shown.comment(text, keep));
  }

  removeComment(commentId: string): Promise<void> {
    return this._try(() => this._shown.removeComment(commentId));
  }

  loadHistory(): Promise<void> {
    return this._try(() => this._shown.loadHistory());
  }

  /** Show codes in place of names, or names again. */
  async setAnonymous(anonymous: boolean): Promise<void> {
    const { client, context } = this._options;
    const assignmentId = context.assignment?.id;
    if (assignmentId) {
      await this._try(async () => {
        await client.manual.setAnonymous(assignmentId, anonymous);
        const { question } = this._places;
        // Ids are others now.
        this.reset();
        this._places.question = question;
        await this.load();
      });
    }
  }

  /** Give the score of the shown answer to all that are like it and that nobody has graded. */
  async gradeAlike(): Promise<void> {
    const { place } = this;
    if (place) {
      await this._try(() => this.alike.copy(place));
      await this._reload();
    }
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._claim.leave();
      this._isDisposed = true;
      this._burst.dispose();
      this.rubric.dispose();
      this.alike.dispose();
      Signal.clearData(this);
    }
  }

  /** The next answer that waits for the user. */
  private _open(): IAnswerPlace | null {
    return this._places.nextOpen(this.place);
  }

  private _show(place: IAnswerPlace | null): boolean {
    if (!place) {
      return false;
    }
    if (!samePlace(place, this.place)) {
      this._claim.leave();
      this._error = null;
      this._list.look(place);
      void this._try(() => this._shown.show(place));
      this._claim.hold(place);
    }
    this._changed.emit();
    return true;
  }

  private async _send(place: IAnswerPlace, entry: IEntry): Promise<void> {
    try {
      await this._list.save(place, entry);
    } catch (reason) {
      // Unless another course or assignment was chosen meanwhile.
      if (this._list.at(place)) {
        this._show(place);
        this._shown.setEntry(entry);
      }
      this._fail(reason);
    }
  }

  private async _reload(): Promise<void> {
    try {
      await this._list.load();
    } catch (reason) {
      this._options.report(reason);
    }
  }

  private async _try(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (reason) {
      this._fail(reason);
    }
  }

  private _fail(reason: unknown): void {
    this._error = reason;
    this._changed.emit();
  }

  private readonly _options: IPageOptions;
  private readonly _list: ManualWorks;
  private readonly _places: ManualPlaces;
  private readonly _shown: ShownAnswer;
  private readonly _claim: AnswerClaim;
  private readonly _burst = new Burst(() => void this._reload(), BURST);
  private readonly _changed = new Signal<this, void>(this);
  private _error: unknown = null;
  private _isDisposed = false;
}
