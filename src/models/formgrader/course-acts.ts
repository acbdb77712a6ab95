import type { IPageOptions } from './page';

/** What a page has done at the service: it knows while something is under way, and reports what went wrong. */
export class CourseActs {
  constructor(
    private readonly _options: IPageOptions,
    private readonly _tell: () => void
  ) {}

  /** Something is on its way to the service. */
  get busy(): boolean {
    return this._underWay > 0;
  }

  /** Do something in the course; says whether it was done. Never rejects. */
  async do(what: (courseId: string) => Promise<unknown>): Promise<boolean> {
    const courseId = this._options.context.course?.id;
    if (courseId === undefined) {
      return false;
    }
    this._underWay += 1;
    this._tell();
    try {
      await what(courseId);
      return true;
    } catch (reason) {
      this._options.report(reason);
      return false;
    } finally {
      this._underWay -= 1;
      this._tell();
    }
  }

  private _underWay = 0;
}
