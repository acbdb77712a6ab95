import type { Assignment, CopyPlan, CopyRequest } from '../../api/schemas';
import type { CourseActs } from './course-acts';
import type { IPageOptions } from './page';

/** What was looked at, and would be done. */
export interface ICopyProposal {
  readonly request: CopyRequest;
  readonly plan: CopyPlan;
}

/** Where its acts are answered. */
const PLACE = 'copy';

/** Assignments copied into a course: asked for, looked at with every date, then done. */
export class CourseCopy {
  constructor(
    private readonly _options: IPageOptions,
    private readonly _acts: CourseActs,
    private readonly _tell: () => void
  ) {}

  /** Something is to be copied. */
  get isAsked(): boolean {
    return this._isAsked;
  }

  /** The one that is to be copied; null: all of the course. */
  get assignment(): Assignment | null {
    return this._assignment;
  }

  /** Why it was not looked at, or not done; null when it was. */
  get refusal(): unknown {
    return this._acts.refusalAt(PLACE);
  }

  get proposal(): ICopyProposal | null {
    return this._proposal;
  }

  /** What was done last; null when nothing was, or something else is asked for by now. */
  get done(): CopyPlan | null {
    return this._done;
  }

  /** Ask for a copy of one assignment, or with null of all. */
  ask(assignment: Assignment | null): void {
    this.forget();
    this._isAsked = true;
    this._assignment = assignment;
    this._tell();
  }

  /** Look what it would do. */
  look(request: CopyRequest): Promise<boolean> {
    return this._acts.do(async courseId => {
      const plan = await this._client.work.previewCopies(courseId, request);
      this._proposal = { request, plan };
    }, PLACE);
  }

  /** Do what was looked at. */
  async confirm(): Promise<boolean> {
    const proposal = this._proposal;
    if (!proposal) {
      return false;
    }
    const done = await this._acts.do(async courseId => {
      this._done = await this._client.work.copy(courseId, proposal.request);
      this._proposal = null;
    }, PLACE);
    if (done) {
      await this._options.refresh();
    }
    return done;
  }

  /** Something else is wanted than what was looked at. */
  reconsider(): void {
    if (this._proposal) {
      this._proposal = null;
      this._tell();
    }
  }

  /** Copy nothing, or nothing more. */
  dismiss(): void {
    this.forget();
    this._tell();
  }

  /** As `dismiss`, where whoever draws knows already. */
  forget(): void {
    this._isAsked = false;
    this._assignment = this._proposal = this._done = null;
    this._acts.forget();
  }

  private get _client(): IPageOptions['client'] {
    return this._options.client;
  }

  private _isAsked = false;
  private _assignment: Assignment | null = null;
  private _proposal: ICopyProposal | null = null;
  private _done: CopyPlan | null = null;
}
