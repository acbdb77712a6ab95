import type {
  ManualOverview,
  ManualWork,
  WorkQuestion
} from '../../api/schemas';
import { readPoints, type IEntry } from '../../manual-entry';
import { answerAt, samePlace, type IAnswerPlace } from './manual-walk';
import type { IPageOptions } from './page';

/** The work of an assignment that a person grades, as far as it is known here. */
export class ManualWorks {
  constructor(
    private readonly _options: IPageOptions,
    private readonly _onChange: () => void
  ) {}

  /** null before the first answer. */
  get overview(): ManualOverview | null {
    return this._overview;
  }

  /** By student; null before the first answer. */
  get works(): readonly ManualWork[] | null {
    return this._works;
  }

  /** Scores that are on their way to the service. */
  get saving(): number {
    return this._saving.length;
  }

  /** Rejects with ApiError. */
  async load(): Promise<void> {
    const assignmentId = this._assignmentId;
    if (!assignmentId) {
      this._works = [];
      return;
    }
    const { client } = this._options;
    const [overview, works, name] = await Promise.all([
      client.manual.overview(assignmentId),
      client.manual.works(assignmentId),
      this._me ?? client.me().then(person => person.name)
    ]);
    if (assignmentId === this._assignmentId) {
      this._overview = overview;
      this._works = works;
      this._me = name;
      this._onChange();
    }
  }

  reset(): void {
    this._overview = null;
    this._works = null;
  }

  /** What is known of an answer; null where there is none. */
  at(
    place: IAnswerPlace | null
  ): { work: ManualWork; question: WorkQuestion } | null {
    return answerAt(this._works ?? [], place);
  }

  /** Who else grades an answer at this moment; null: nobody. */
  heldBy(place: IAnswerPlace | null): string | null {
    const claim = this.at(place)?.question.claim;
    return claim && claim.held_by !== this._me ? claim.held_by : null;
  }

  isSaving(place: IAnswerPlace | null): boolean {
    return this._saving.some(one => samePlace(one, place));
  }

  /** Whether an answer waits for the user: nobody has graded it, and nobody else does so now. */
  isOpen(place: IAnswerPlace): boolean {
    return (
      this.at(place)?.question.pending === true &&
      this.heldBy(place) === null &&
      !this.isSaving(place)
    );
  }

  /** Note that the user looks at an answer: a score that comes after this is overwritten by nothing typed before. */
  look(place: IAnswerPlace): void {
    this._seen = { place, scoreId: this._scoreId(place) };
  }

  /** Note what is known of an answer meanwhile. */
  change(place: IAnswerPlace, change: Partial<WorkQuestion>): void {
    const found = this.at(place);
    if (found) {
      this._replace({
        ...found.work,
        questions: found.work.questions.map(one =>
          one.question === place.question ? { ...one, ...change } : one
        )
      });
      this._onChange();
    }
  }

  /**
   * Give an answer what was typed and chosen for it.
   *
   * Rejects with ApiError; the list is the newest then, and who saves once more has seen that.
   */
  async save(place: IAnswerPlace, entry: IEntry): Promise<void> {
    const expected = samePlace(place, this._seen?.place ?? null)
      ? (this._seen?.scoreId ?? null)
      : this._scoreId(place);
    this._saving.push(place);
    try {
      const work = await this._options.client.manual.giveScore(
        this._assignmentId ?? '',
        place.workId,
        {
          question: place.question,
          points: readPoints(entry.points),
          items: [...entry.items],
          expected,
          reason: ''
        }
      );
      this._replace(work);
      this._lookAgain(place);
      this._count();
    } catch (reason) {
      // What went wrong is told; that the list is old as well would hide it.
      await this.load().catch(() => undefined);
      this._lookAgain(place);
      throw reason;
    } finally {
      this._saving = this._saving.filter(one => !samePlace(one, place));
      this._onChange();
    }
  }

  private get _assignmentId(): string | null {
    return this._options.context.assignment?.id ?? null;
  }

  private _scoreId(place: IAnswerPlace): string | null {
    return this.at(place)?.question.score_id ?? null;
  }

  private _lookAgain(place: IAnswerPlace): void {
    if (samePlace(place, this._seen?.place ?? null)) {
      this.look(place);
    }
  }

  private _replace(work: ManualWork): void {
    this._works =
      this._works?.map(one => (one.id === work.id ? work : one)) ?? null;
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

  private _overview: ManualOverview | null = null;
  private _works: readonly ManualWork[] | null = null;
  private _me: string | null = null;
  private _saving: IAnswerPlace[] = [];
  private _seen: { place: IAnswerPlace; scoreId: string | null } | null = null;
}
