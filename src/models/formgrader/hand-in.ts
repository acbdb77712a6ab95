import { UUID } from '@lumino/coreutils';
import type { IServiceClient } from '../../api/client';
import { ApiError } from '../../api/errors';
import type { Enrollment, HandInOutlook, Submission } from '../../api/schemas';
import type { IPlacedFile } from '../../hand-in-files';
import { zipArchive } from '../../zip-archive';

/** Something that staff hand in for a student: for whom, what it would be, and what became of it. */
export class HandInModel {
  constructor(
    private readonly _client: IServiceClient,
    private readonly _tell: () => void
  ) {}

  /** Whether somebody is about to hand in. */
  get open(): boolean {
    return this._open;
  }

  /** Whose students these are; null before anybody began. */
  get courseId(): string | null {
    return this._courseId;
  }

  /** Of the course; null before the first answer. */
  get students(): readonly Enrollment[] | null {
    return this._students;
  }

  /** What it would be; null while it is not known for whom, or not answered. */
  get outlook(): HandInOutlook | null {
    return this._outlook;
  }

  /** What was handed in last; null = nothing, or somebody has read it. */
  get made(): Submission | null {
    return this._made;
  }

  get busy(): boolean {
    return this._busy;
  }

  get error(): unknown {
    return this._error;
  }

  /** Begin with the students of a course. Never rejects: an error is kept in `error`. */
  async begin(courseId: string): Promise<void> {
    this.close();
    this._open = true;
    this._courseId = courseId;
    this._students = null;
    this._tell();
    await this._do(async () => {
      const people = await this._client.roster.people(courseId);
      if (this._open && courseId === this._courseId) {
        this._students = people
          .filter(({ role }) => role === 'student')
          .sort((one, other) => one.user.localeCompare(other.user));
      }
    });
  }

  /** Ask what it would be for a student; null = for nobody yet. Never rejects. */
  async look(assignmentId: string, user: string | null): Promise<void> {
    const wanted = user && `${assignmentId} ${user}`;
    if (wanted === this._wanted) {
      return;
    }
    this._wanted = wanted;
    this._outlook = null;
    this._error = null;
    this._tell();
    if (user === null) {
      return;
    }
    try {
      const outlook = await this._client.many.handInOutlook(assignmentId, user);
      if (wanted === this._wanted) {
        this._outlook = outlook;
      }
    } catch (reason) {
      if (wanted === this._wanted) {
        this._error = reason;
        this._wanted = null;
      }
    }
    this._tell();
  }

  /** Hand in. Never rejects; null when it was not taken: `error` says why. */
  async send(
    assignmentId: string,
    user: string,
    files: readonly IPlacedFile[],
    reason: string
  ): Promise<Submission | null> {
    await this._do(async () => {
      const bundle = zipArchive(
        await Promise.all(
          files.map(async ({ file, path }) => ({
            path,
            content: new Uint8Array(await file.read())
          }))
        )
      );
      this._made = await this._client.many.handInFor(assignmentId, user, {
        bundle,
        reason,
        key: this._key
      });
    });
    const made = this._error === null ? this._made : null;
    if (made) {
      this.close();
      this._made = made;
      this._tell();
    } else if (!isUnanswered(this._error)) {
      // What was refused is changed and sent anew; what may have arrived is sent as the same.
      this._key = UUID.uuid4();
    }
    return made;
  }

  /** Hand in nothing, and put away what is said of the last one. */
  close(): void {
    this._open = false;
    this._outlook = null;
    this._wanted = null;
    this._error = null;
    this._made = null;
    this._key = UUID.uuid4();
    this._tell();
  }

  private async _do(work: () => Promise<void>): Promise<void> {
    this._busy = true;
    this._error = null;
    this._tell();
    try {
      await work();
    } catch (reason) {
      this._error = reason;
    }
    this._busy = false;
    this._tell();
  }

  private _open = false;
  private _courseId: string | null = null;
  private _students: readonly Enrollment[] | null = null;
  private _outlook: HandInOutlook | null = null;
  private _wanted: string | null = null;
  private _made: Submission | null = null;
  private _busy = false;
  private _error: unknown = null;
  private _key = UUID.uuid4();
}

/** Whether it is not known what became of it. */
function isUnanswered(reason: unknown): boolean {
  return (
    reason instanceof ApiError && (reason.status === 0 || reason.status >= 500)
  );
}
