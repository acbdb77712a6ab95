import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { IServiceClient } from '../../api/client';
import type { Assignment, Course } from '../../api/schemas';
import { STAFF } from '../../roles';

/** The course and the assignment that all pages of the Formgrader are about. */
export class CourseContext implements IDisposable {
  constructor(private readonly _client: IServiceClient) {}

  /** Courses that the user teaches; null before the first answer. */
  get courses(): readonly Course[] | null {
    return this._courses;
  }

  get course(): Course | null {
    return this._courses?.find(c => c.id === this._courseId) ?? null;
  }

  /** Id of the course; before the first answer of the one that is wanted. */
  get courseId(): string | null {
    return this._courseId;
  }

  /** As `courseId`. */
  get assignmentId(): string | null {
    return this._assignmentId;
  }

  /** null before the first answer. */
  get assignments(): readonly Assignment[] | null {
    return this._assignments;
  }

  get assignment(): Assignment | null {
    return this._assignments?.find(a => a.id === this._assignmentId) ?? null;
  }

  /** Something of it is another now, or is known now. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Another course or assignment was chosen. */
  get chosen(): ISignal<this, void> {
    return this._chosen;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Ask the service. Rejects with ApiError; what was known stays. */
  async load(): Promise<void> {
    const courses = await this._client.courses();
    this._courses = courses.filter(course => STAFF.has(course.role));
    if (!this.course) {
      this._courseId = this._courses[0]?.id ?? null;
      this._assignments = null;
    }
    this._changed.emit();
    await this._loadAssignments();
  }

  selectCourse(courseId: string): void {
    if (courseId !== this._courseId) {
      this._courseId = courseId;
      this._assignments = null;
      this._choose(null);
    }
  }

  /** Choose both at once, before or after they are known; what is null stays, as far as it can. */
  select(courseId: string | null, assignmentId: string | null): void {
    const moved = courseId !== null && courseId !== this._courseId;
    if (moved) {
      this._courseId = courseId;
      this._assignments = null;
    }
    if (
      moved ||
      (assignmentId !== null && assignmentId !== this._assignmentId)
    ) {
      this._choose(assignmentId);
    }
  }

  selectAssignment(assignmentId: string): void {
    if (assignmentId !== this._assignmentId) {
      this._choose(assignmentId);
    }
  }

  /** An assignment is so now: what the service answered to a change of it. */
  take(assignment: Assignment): void {
    this._taken.set(assignment.id, assignment);
    this._assignments =
      this._assignments?.map(one =>
        one.id === assignment.id ? assignment : one
      ) ?? null;
    this._changed.emit();
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      Signal.clearData(this);
    }
  }

  private async _loadAssignments(): Promise<void> {
    const courseId = this._courseId;
    if (courseId === null) {
      this._assignments = [];
      return;
    }
    this._taken.clear();
    const assignments = await this._client.assignments(courseId);
    if (courseId !== this._courseId) {
      return;
    }
    this._assignments = assignments.map(one => this._taken.get(one.id) ?? one);
    if (!this.assignment) {
      this._assignmentId = assignments[0]?.id ?? null;
    }
    this._changed.emit();
  }

  private _choose(assignmentId: string | null): void {
    this._assignmentId = assignmentId;
    this._chosen.emit();
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly _chosen = new Signal<this, void>(this);
  private _courses: readonly Course[] | null = null;
  private _courseId: string | null = null;
  private _assignments: readonly Assignment[] | null = null;
  private _assignmentId: string | null = null;
  /** By id: what is so since the list was asked for, which may be older. */
  private readonly _taken = new Map<string, Assignment>();
  private _isDisposed = false;
}
