import type { IPageOptions } from './page';

/** What was not done. */
interface IRefusal {
  readonly place: string;
  readonly reason: unknown;
}

/**
 * What a page has done at the service: it knows while something is under way, and what went wrong.
 *
 * An act with a place on the page is answered there; what goes wrong with another one is reported.
 */
export class CourseActs {
  constructor(
    private readonly _options: IPageOptions,
    private readonly _tell: () => void
  ) {}

  /** Something is on its way to the service. */
  get busy(): boolean {
    return this._underWay > 0;
  }

  /** Why the last act was not done, if that was one at `place`; null otherwise. It stays until the next act. */
  refusalAt(place: string): unknown {
    return this._refusal?.place === place ? this._refusal.reason : null;
  }

  /** The places of all acts until now are gone, or show something else. */
  forget(): void {
    this._refusal = null;
    this._round += 1;
  }

  /** Do something in the course; says whether it was done. Never rejects. */
  async do(
    what: (courseId: string) => Promise<unknown>,
    place?: string
  ): Promise<boolean> {
    const courseId = this._options.context.course?.id;
    if (courseId === undefined) {
      return false;
    }
    const round = this._round;
    this._refusal = null;
    this._underWay += 1;
    this._tell();
    try {
      await what(courseId);
      return true;
    } catch (reason) {
      if (place !== undefined && round === this._round) {
        this._refusal = { place, reason };
      } else {
        this._options.report(reason);
      }
      return false;
    } finally {
      this._underWay -= 1;
      this._tell();
    }
  }

  private _underWay = 0;
  private _refusal: IRefusal | null = null;
  private _round = 0;
}
