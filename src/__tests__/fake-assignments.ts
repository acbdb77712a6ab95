import type { IAssignmentClient } from '../api/assignments';
import type {
  AssignmentProgress,
  AssignmentState,
  AssignmentVersion,
  CopyPlan,
  CopyRequest,
  Extension,
  ExtensionRequest,
  ServiceLimits,
  StateOutlook,
  VersionHolder,
  VersionPreview
} from '../api/schemas';
import * as samples from './samples';

type Answer = <T>(call: string, answer: T) => Promise<T>;

/** What is set for assignments, in memory. */
export class FakeAssignments implements IAssignmentClient {
  constructor(private readonly _answer: Answer) {}

  counts: AssignmentProgress[] = [samples.progress()];
  versionList: AssignmentVersion[] = [samples.version()];
  held: VersionHolder[] = [samples.holder()];
  given: Extension[] = [];
  plan: CopyPlan = samples.copyPlan();
  seen: VersionPreview = samples.versionPreview();
  said: StateOutlook = samples.outlook();

  progress(courseId: string): Promise<AssignmentProgress[]> {
    return this._answer(`progress ${courseId}`, this.counts);
  }

  versions(assignmentId: string): Promise<AssignmentVersion[]> {
    return this._answer(`versions ${assignmentId}`, this.versionList);
  }

  holders(assignmentId: string): Promise<VersionHolder[]> {
    return this._answer(`holders ${assignmentId}`, this.held);
  }

  outlook(
    assignmentId: string,
    becomes: AssignmentState,
    version?: number
  ): Promise<StateOutlook> {
    return this._answer(`outlook ${becomes} ${version ?? '-'}`, {
      ...this.said,
      assignment_id: assignmentId,
      becomes
    });
  }

  versionPreview(versionId: string): Promise<VersionPreview> {
    return this._answer(`preview ${versionId}`, this.seen);
  }

  previewCopies(courseId: string, request: CopyRequest): Promise<CopyPlan> {
    return this._answer(asked('previewCopies', courseId, request), this.plan);
  }

  copy(courseId: string, request: CopyRequest): Promise<CopyPlan> {
    return this._answer(asked('copy', courseId, request), {
      ...this.plan,
      assignments: this.plan.assignments.map(one =>
        one.skipped ? one : { ...one, copy_id: `copy of ${one.assignment_id}` }
      )
    });
  }

  extensions(assignmentId: string): Promise<Extension[]> {
    return this._answer(`extensions ${assignmentId}`, this.given);
  }

  grant(assignmentId: string, request: ExtensionRequest): Promise<Extension[]> {
    return this._answer(`grant ${request.users?.join()}`, this.given);
  }

  endExtension(assignmentId: string, extensionId: string): Promise<Extension> {
    const ended = this.given.find(one => one.id === extensionId);
    this.given = this.given.filter(one => one.id !== extensionId);
    return ended
      ? this._answer(`end ${extensionId}`, ended)
      : Promise.reject(samples.notFound());
  }

  limits(): Promise<ServiceLimits> {
    return this._answer('limits', {
      own: { wall_seconds: 120, cell_seconds: 60, question_seconds: 10 },
      most: { wall_seconds: 1800, cell_seconds: 900, question_seconds: 120 }
    });
  }
}

function asked(what: string, courseId: string, request: CopyRequest): string {
  const { assignments, course_id, name, shift_days } = request;
  return `${what} ${courseId}/${assignments?.join() ?? '*'} ${course_id}/${name ?? '*'} ${shift_days}`;
}
