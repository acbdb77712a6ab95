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
    return this._asked !== null;
  }

  /** The one that is to be copied; null: all of the course. */
  get assignment(): Assignment | null {
    return this._asked?.assignment ?? null;
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
    this._asked = { assignment };
    this._tell();
  }

  /** Look what it would do. */
  look(request: CopyRequest): Promise<boolean> {
    this._looking = request;
    return this._acts.do(async courseId => {
      const plan = await this._client.work.previewCopies(courseId, request);
      // Not where something else is wanted by now.
      if (this._looking === request) {
        this._proposal = { request, plan };
      }
    }, PLACE);
  }

  /** Do what was looked at. */
  async confirm(): Promise<boolean> {
    const asked = this._asked;
    const proposal = this._proposal;
    if (!proposal) {
      return false;
    }
    const done = await this._acts.do(async courseId => {
      const plan = await this._client.work.copy(courseId, proposal.request);
      if (this._asked === asked) {
        this._done = plan;
        this._proposal = null;
      }
    }, PLACE);
    if (done) {
      await this._options.refresh();
    }
    return done;
  }

  /** Something else is wanted than what was looked at. */
  reconsider(): void {
    this._looking = null;
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
    this._asked = this._looking = this._proposal = this._done = null;
    this._acts.forget();
  }

  private get _client(): IPageOptions['client'] {
    return this._options.client;
  }

  /** Another object each time that something is asked for. */
  private _asked: { readonly assignment: Assignment | null } | null = null;
  /** What the service was asked about last, as long as that is wanted. */
  private _looking: CopyRequest | null = null;
  private _proposal: ICopyProposal | null = null;
  private _done: CopyPlan | null = null;
}
