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
} from './schemas';
import type { Transport } from './transport';

/** The service's API for looking after assignments. */
export interface IAssignmentClient {
  /** How far the students of a course are, at each of its assignments. */
  progress(courseId: string): Promise<AssignmentProgress[]>;
  /** Newest first. */
  versions(assignmentId: string): Promise<AssignmentVersion[]>;
  /** What students get of a version. */
  versionPreview(versionId: string): Promise<VersionPreview>;
  /** What copying assignments of a course would do. */
  previewCopies(courseId: string, request: CopyRequest): Promise<CopyPlan>;
  /** Copy them, as drafts. */
  copy(courseId: string, request: CopyRequest): Promise<CopyPlan>;
  /** Which student has fetched which version. */
  holders(assignmentId: string): Promise<VersionHolder[]>;
  /** What another state would do, or the release of a version. */
  outlook(
    assignmentId: string,
    becomes: AssignmentState,
    version?: number
  ): Promise<StateOutlook>;
  /** Those that count. */
  extensions(assignmentId: string): Promise<Extension[]>;
  grant(assignmentId: string, request: ExtensionRequest): Promise<Extension[]>;
  endExtension(assignmentId: string, extensionId: string): Promise<Extension>;
  /** What a grading may use where an assignment says nothing, and the most that it may say. */
  limits(): Promise<ServiceLimits>;
}

/** A function an endpoint. */
export class AssignmentClient implements IAssignmentClient {
  constructor(private readonly _send: Transport) {}

  progress(courseId: string): Promise<AssignmentProgress[]> {
    return this._send(`v1/courses/${encodeURIComponent(courseId)}/progress`);
  }

  versions(assignmentId: string): Promise<AssignmentVersion[]> {
    return this._send(assignment(assignmentId, 'versions'));
  }

  versionPreview(versionId: string): Promise<VersionPreview> {
    return this._send(`v1/versions/${encodeURIComponent(versionId)}/preview`);
  }

  previewCopies(courseId: string, request: CopyRequest): Promise<CopyPlan> {
    return this._send(`${copies(courseId)}/preview`, {
      method: 'POST',
      body: request
    });
  }

  copy(courseId: string, request: CopyRequest): Promise<CopyPlan> {
    return this._send(copies(courseId), { method: 'POST', body: request });
  }

  holders(assignmentId: string): Promise<VersionHolder[]> {
    return this._send(assignment(assignmentId, 'holders'));
  }

  outlook(
    assignmentId: string,
    becomes: AssignmentState,
    version?: number
  ): Promise<StateOutlook> {
    return this._send(assignment(assignmentId, 'outlook'), {
      query: { becomes, version }
    });
  }

  extensions(assignmentId: string): Promise<Extension[]> {
    return this._send(assignment(assignmentId, 'extensions'));
  }

  grant(assignmentId: string, request: ExtensionRequest): Promise<Extension[]> {
    return this._send(assignment(assignmentId, 'extensions'), {
      method: 'PUT',
      body: request
    });
  }

  endExtension(assignmentId: string, extensionId: string): Promise<Extension> {
    return this._send(assignment(assignmentId, 'extensions', extensionId), {
      method: 'DELETE'
    });
  }

  limits(): Promise<ServiceLimits> {
    return this._send('v1/limits');
  }
}

function assignment(...parts: string[]): string {
  return ['v1/assignments', ...parts.map(encodeURIComponent)].join('/');
}

function copies(courseId: string): string {
  return `v1/courses/${encodeURIComponent(courseId)}/copies`;
}
