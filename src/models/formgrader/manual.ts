import { Signal, type ISignal } from '@lumino/signaling';
import type { IManualClient } from '../../api/manual';
import type {
  Answer,
  ManualOverview,
  ManualScore,
  ManualWork,
  RubricItem,
  SavedComment,
  WorkAnswers,
  WorkQuestion
} from '../../api/schemas';
import type { IServiceEvent } from '../live-events';
import { AlikeModel } from './manual-alike';
import {
  entryOf,
  faultOfEntry,
  NOTHING,
  readPoints,
  type IEntry
} from './manual-entry';
import {
  answerAt,
  nextPlace,
  placesOf,
  samePlace,
  type IAnswerPlace,
  type WalkOrder
} from './manual-walk';
import type { IPageModel, IPageOptions } from './page';
import { RubricModel } from './rubric';

/** Milliseconds after which an answer that is looked at is held on to: half of what the service gives. */
const HOLD_ON = 60_000;

/** Milliseconds for which pushes are collected before the list is asked for anew. */
const BURST = 500;

/** Answers that a person grades, one of which is shown. */
export class ManualModel implements IPageModel {
  constructor(options: IPageOptions) {
    this._options = options;
    this._client = options.client.manual;
    this.rubric = new RubricModel(options);
    this.alike = new AlikeModel(options);
    this.rubric.changed.connect(() => this._changed.emit());
    this.alike.changed.connect(() => this._changed.emit());
  }

  readonly rubric: RubricModel;
  readonly alike: AlikeModel;

  /** null before the first answer. */
  get overview(): ManualOverview | null {
    return this._overview;
  }

  /** By student; null before the first answer. */
  get works(): readonly ManualWork[] | null {
    return this._works;
  }

  get order(): WalkOrder {
    return this._order;
  }

  /** The question that is gone through across students. */
  get question(): string | null {
    return this._question;
  }

  /** Which answer is shown. */
  get place(): IAnswerPlace | null {
    return this._place;
  }

  /** The work whose answer is shown. */
  get work(): ManualWork | null {
    return this._shown?.work ?? null;
  }

  /** The facts of the shown answer. */
  get facts(): WorkQuestion | null {
    return this._shown?.question ?? null;
  }

  /** The shown answer itself; null until it has come. */
  get answer(): Answer | null {
    return this._answers?.id === this._place?.workId
      ? (this._answers?.answers.find(
          one => one.question === this._place?.question
        ) ?? null)
      : null;
  }

  /** The bank of the course. */
  get bank(): readonly SavedComment[] {
    return this._bank;
  }

  /** The items of the shown question. */
  get items(): readonly RubricItem[] {
    return this.rubric.itemsOf(this._place?.question ?? null);
  }

  /** What is typed and chosen for the shown answer. */
  get entry(): IEntry {
    return this._entry;
  }

  /** Who else grades the shown answer at this moment; null: nobody. */
  get heldBy(): string | null {
    const claim = this.facts?.claim;
    return claim && claim.held_by !== this._me ? claim.held_by : null;
  }

  /** Why the shown answer could not be held, saved or commented. */
  get error(): unknown {
    return this._error;
  }

  /** All that was ever given to the shown answer, newest first; null: not asked for. */
  get history(): readonly ManualScore[] | null {
    return this._history;
  }

  /** Scores that are on their way to the service. */
  get saving(): number {
    return this._saving.length;
  }

  /** Position of the shown answer, from 1, and how many there are. */
  get position(): readonly [number, number] {
    const places = this._places;
    return [
      places.findIndex(one => samePlace(one, this._place)) + 1,
      places.length
    ];
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  async load(): Promise<void> {
    const { assignment, course } = this._options.context;
    if (!assignment || !course) {
      this._works = [];
      return;
    }
    const [overview, works, bank, me] = await Promise.all([
      this._client.overview(assignment.id),
      this._client.works(assignment.id),
      this._client.savedComments(course.id),
      this._me ?? this._options.client.me().then(person => person.name),
      this.rubric.load()
    ]);
    if (assignment.id !== this._options.context.assignment?.id) {
      return;
    }
    this._overview = overview;
    this._works = works;
    this._bank = bank;
    this._me = me;
    this._question ??= overview.questions[0]?.question ?? null;
    if (!this._shown) {
      this._place = null;
      this._show(this._ungraded() ?? this._places[0] ?? null);
    }
    this._changed.emit();
  }

  reset(): void {
    this._leave();
    this._overview = null;
    this._works = null;
    this._question = null;
    this._place = null;
    this._answers = null;
    this._entry = NOTHING;
    this._error = null;
    this.rubric.reset();
    this.alike.reset();
  }

  onEvent(event: IServiceEvent): boolean {
    if (event.assignment_id !== this._assignmentId || this._works === null) {
      return false;
    }
    if (event.type === 'submission_graded') {
      // Each score that is given here comes back as a push: one new list for many of them.
      this._burst ??= setTimeout(() => {
        this._burst = undefined;
        void this._reload();
      }, BURST);
    }
    return true;
  }

  /** Go through answers in another order. */
  setOrder(order: WalkOrder): void {
    this._order = order;
    this._question = this._place?.question ?? this._question;
    this._changed.emit();
  }

  /** Go through another question. */
  selectQuestion(question: string): void {
    this._question = question;
    const here = { workId: this._place?.workId ?? '', question };
    this._show(
      this._ungraded() ??
        (answerAt(this._works ?? [], here) ? here : this._places[0]) ??
        null
    );
  }

  /** Show another student's answer. */
  selectWork(workId: string): void {
    const work = this._works?.find(one => one.id === workId);
    const question =
      work?.questions.find(one => one.question === this._place?.question) ??
      work?.questions[0];
    if (work && question) {
      this._show({ workId, question: question.question });
    }
  }

  /** Show the next answer, or the one before. */
  step(step: 1 | -1): void {
    this._show(nextPlace(this._places, this._place, step));
  }

  /** Show the next answer that nobody has graded, and nobody else grades now; false: there is none. */
  nextUngraded(): boolean {
    return this._show(this._ungraded());
  }

  /** Show the next answer in whose work an automatic test failed; false: there is none. */
  nextFailing(): boolean {
    return this._show(
      nextPlace(
        this._places,
        this._place,
        1,
        place => answerAt(this._works ?? [], place)?.work.failing === true
      )
    );
  }

  setPoints(points: string): void {
    this._entry = { ...this._entry, points };
    this._error = null;
    this._changed.emit();
  }

  /** Let a rubric item hold, or not; the points follow from the items then. */
  toggleItem(itemId: string): void {
    const items = this._entry.items.includes(itemId)
      ? this._entry.items.filter(one => one !== itemId)
      : [...this._entry.items, itemId];
    this._entry = { points: '', items };
    this._error = null;
    this._changed.emit();
  }

  /**
   * Save what was typed, and show the next answer that nobody has graded.
   *
   * The next one is shown at once. When the score was not taken, the answer comes back with what was typed, and
   * `error` says why. Returns false when there is nothing that could be saved.
   */
  save(): boolean {
    const place = this._place;
    const facts = this.facts;
    if (!place || !facts || faultOfEntry(this._entry, facts.max_score)) {
      return false;
    }
    const entry = this._entry;
    this._saving.push(place);
    void this._send(place, entry, facts.score_id ?? null);
    if (!this.nextUngraded()) {
      this._changed.emit();
    }
    return true;
  }

  /** Let the shown answer wait for a person again. */
  async takeBack(): Promise<void> {
    const { place, facts } = this;
    if (place && facts?.score_id) {
      this._saving.push(place);
      await this._send(place, NOTHING, facts.score_id);
      this._entry = NOTHING;
      await this._loadAnswers();
    }
  }

  /** Mark the shown answer, or take the mark off. */
  async toggleFlag(): Promise<void> {
    const { place, facts } = this;
    if (place && facts) {
      await this._try(async () => {
        const flag = await this._client.flag(
          this._assignmentId ?? '',
          place.workId,
          { question: place.question, flagged: !facts.flagged, note: '' }
        );
        this._change(place, { flagged: flag.flagged });
      });
    }
  }

  /** Comment on the shown answer; `keep` puts the text into the bank as well. */
  async comment(text: string, keep: boolean): Promise<void> {
    const { place } = this;
    const course = this._options.context.course;
    if (place && course) {
      await this._try(async () => {
        await this._client.comment(
          this._assignmentId ?? '',
          place.workId,
          place.question,
          text
        );
        if (keep) {
          await this._client.saveComment(course.id, text);
          this._bank = await this._client.savedComments(course.id);
        }
        await this._loadAnswers();
      });
    }
  }

  async removeComment(commentId: string): Promise<void> {
    const { place } = this;
    if (place) {
      await this._try(async () => {
        await this._client.uncomment(
          this._assignmentId ?? '',
          place.workId,
          commentId
        );
        await this._loadAnswers();
      });
    }
  }

  /** Ask for all that was ever given to the shown answer. */
  async loadHistory(): Promise<void> {
    const { place } = this;
    if (place) {
      await this._try(async () => {
        const history = await this._client.history(
          this._assignmentId ?? '',
          place.workId,
          place.question
        );
        if (samePlace(place, this._place)) {
          this._history = history;
          this._changed.emit();
        }
      });
    }
  }

  /** Show codes in place of names, or names again. */
  async setAnonymous(anonymous: boolean): Promise<void> {
    const assignmentId = this._assignmentId;
    if (assignmentId) {
      await this._try(async () => {
        await this._client.setAnonymous(assignmentId, anonymous);
        const question = this._question;
        // Ids are others now.
        this.reset();
        this._question = question;
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
      this._leave();
      this._isDisposed = true;
      clearTimeout(this._burst);
      this.rubric.dispose();
      this.alike.dispose();
      Signal.clearData(this);
    }
  }

  private get _assignmentId(): string | null {
    return this._options.context.assignment?.id ?? null;
  }

  private get _shown() {
    return answerAt(this._works ?? [], this._place);
  }

  private get _places(): IAnswerPlace[] {
    return placesOf(this._works ?? [], this._order, this._question);
  }

  private _ungraded(): IAnswerPlace | null {
    return nextPlace(this._places, this._place, 1, place => {
      const found = answerAt(this._works ?? [], place)?.question;
      const claim = found?.claim;
      return (
        found?.pending === true &&
        (!claim || claim.held_by === this._me) &&
        !this._saving.some(one => samePlace(one, place))
      );
    });
  }

  private _show(place: IAnswerPlace | null): boolean {
    if (!place) {
      return false;
    }
    if (!samePlace(place, this._place)) {
      this._leave();
      this._place = place;
      this._entry = NOTHING;
      this._error = null;
      this._history = null;
      this._hold();
      void this._loadAnswers();
    }
    this._changed.emit();
    return true;
  }

  private async _loadAnswers(): Promise<void> {
    const { _assignmentId: assignmentId, place } = this;
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
        this._changed.emit();
      }
    } catch (reason) {
      if (samePlace(place, this._place)) {
        this._fail(reason);
      }
    }
  }

  /** Hold the shown answer as long as it is shown. */
  private _hold(): void {
    const { _assignmentId: assignmentId, place } = this;
    clearInterval(this._holding);
    if (!assignmentId || !place) {
      return;
    }
    const hold = async (): Promise<void> => {
      try {
        const claim = await this._client.claim(
          assignmentId,
          place.workId,
          place.question
        );
        if (
          samePlace(place, this._place) ||
          this._saving.some(one => samePlace(one, place))
        ) {
          this._change(place, { claim });
        } else {
          // One has gone on before the answer came.
          await this._client.giveUp(assignmentId, place.workId, place.question);
        }
      } catch (reason) {
        clearInterval(this._holding);
        if (samePlace(place, this._place)) {
          this._fail(reason);
          await this._reload();
        }
      }
    };
    this._holding = setInterval(() => void hold(), HOLD_ON);
    void hold();
  }

  /** Give up what is shown, unless its score, which ends the claim, is on its way. */
  private _leave(): void {
    const { _assignmentId: assignmentId, place } = this;
    clearInterval(this._holding);
    const mine = this.facts?.claim && this.heldBy === null;
    const sent = this._saving.some(one => samePlace(one, place));
    if (assignmentId && place && mine && !sent) {
      this._change(place, { claim: null });
      // A claim that is not given up ends by itself.
      this._client
        .giveUp(assignmentId, place.workId, place.question)
        .catch(() => undefined);
    }
  }

  private async _send(
    place: IAnswerPlace,
    entry: IEntry,
    expected: string | null
  ): Promise<void> {
    const assignmentId = this._assignmentId ?? '';
    try {
      const work = await this._client.giveScore(assignmentId, place.workId, {
        question: place.question,
        points: readPoints(entry.points),
        items: [...entry.items],
        expected,
        reason: ''
      });
      this._replace(work);
      this._count();
    } catch (reason) {
      if (assignmentId === this._assignmentId) {
        this._show(place);
        this._entry = entry;
        this._fail(reason);
      }
    } finally {
      this._saving = this._saving.filter(one => !samePlace(one, place));
      this._changed.emit();
    }
  }

  private async _reload(): Promise<void> {
    const assignmentId = this._assignmentId;
    if (!assignmentId) {
      return;
    }
    try {
      const [overview, works] = await Promise.all([
        this._client.overview(assignmentId),
        this._client.works(assignmentId)
      ]);
      if (assignmentId === this._assignmentId) {
        this._overview = overview;
        this._works = works;
        this._changed.emit();
      }
    } catch (reason) {
      this._options.report(reason);
    }
  }

  /** Count the graded answers of each question anew, until the service says more. */
  private _count(): void {
    const works = this._works ?? [];
    if (this._overview) {
      const questions = this._overview.questions.map(progress => ({
        ...progress,
        graded: works.filter(work =>
          work.questions.some(
            one => one.question === progress.question && one.score_id
          )
        ).length
      }));
      this._overview = { ...this._overview, questions };
    }
  }

  private _change(place: IAnswerPlace, change: Partial<WorkQuestion>): void {
    const found = answerAt(this._works ?? [], place);
    if (found) {
      this._replace({
        ...found.work,
        questions: found.work.questions.map(one =>
          one.question === place.question ? { ...one, ...change } : one
        )
      });
      this._changed.emit();
    }
  }

  private _replace(work: ManualWork): void {
    this._works =
      this._works?.map(one => (one.id === work.id ? work : one)) ?? null;
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
  private readonly _client: IManualClient;
  private readonly _changed = new Signal<this, void>(this);
  private _overview: ManualOverview | null = null;
  private _works: readonly ManualWork[] | null = null;
  private _answers: WorkAnswers | null = null;
  private _bank: readonly SavedComment[] = [];
  private _history: readonly ManualScore[] | null = null;
  private _me: string | null = null;
  private _order: WalkOrder = 'question';
  private _question: string | null = null;
  private _place: IAnswerPlace | null = null;
  private _entry: IEntry = NOTHING;
  private _error: unknown = null;
  private _saving: IAnswerPlace[] = [];
  private _holding?: ReturnType<typeof setInterval>;
  private _burst?: ReturnType<typeof setTimeout>;
  private _isDisposed = false;
}
