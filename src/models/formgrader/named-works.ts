import type { IServiceClient } from '../../api/client';
import type { FoundWorks, TestInsight } from '../../api/schemas';
import { asksForWorks, type ISubmissionFilter } from '../../submission-filter';

/** Which submissions a filter by test or error leaves: asked of the service, for the chosen assignment. */
export class NamedWorks {
  constructor(private readonly _client: IServiceClient) {}

  /** Ids of submissions; null = nothing is named, or nothing answered yet. */
  get ids(): ReadonlySet<string> | null {
    return this._ids;
  }

  /** What the errors say that the filter names; null where it names none, or nobody has raised them. */
  get pattern(): string | null {
    return this._found?.pattern ?? null;
  }

  /** The tests of the assignment that somebody fails; null before the first answer. */
  get tests(): readonly TestInsight[] | null {
    return this._tests;
  }

  /** Ask which they are. Rejects with ApiError. */
  async load(
    assignmentId: string | null,
    filter: ISubmissionFilter
  ): Promise<void> {
    const { error, failing } = filter;
    if (assignmentId === null || !asksForWorks(filter)) {
      this.forget();
      return;
    }
    const query = failing ?? { error: error ?? '' };
    const asked = JSON.stringify([assignmentId, query]);
    if (asked !== this._asked) {
      this.forget();
      this._asked = asked;
    }
    const found = await this._client.insight.works(assignmentId, query);
    if (asked === this._asked) {
      this._found = found;
      this._ids = new Set(found.submissions);
    }
  }

  /** Ask which tests there are to choose from. Rejects with ApiError. */
  async loadTests(assignmentId: string): Promise<void> {
    if (assignmentId !== this._testsOf) {
      this._testsOf = assignmentId;
      this._tests = null;
    }
    const { tests } = await this._client.insight.of(assignmentId);
    if (assignmentId === this._testsOf) {
      this._tests = tests.filter(({ passed, students }) => passed < students);
    }
  }

  /** Nothing is named any more. */
  forget(): void {
    this._asked = null;
    this._found = null;
    this._ids = null;
  }

  /** Of another assignment they are others. */
  forgetTests(): void {
    this._testsOf = null;
    this._tests = null;
  }

  private _asked: string | null = null;
  private _found: FoundWorks | null = null;
  private _ids: ReadonlySet<string> | null = null;
  private _testsOf: string | null = null;
  private _tests: readonly TestInsight[] | null = null;
}
