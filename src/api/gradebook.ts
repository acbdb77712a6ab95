import type {
  AuditAction,
  AuditEntry,
  CourseWeights,
  ExportedFile,
  ExportFormat,
  FinalPreview,
  FinalPreviewRequest,
  FinalRequest,
  Gradebook,
  WeightsRequest
} from './schemas';
import type { IRequest, Transport } from './transport';

/** Which changes of grades to list. */
export interface IAuditQuery {
  user?: string;
  assignment_id?: string;
  action?: AuditAction;
  author?: string;
  /** Id of the last entry of the page before. */
  after?: string;
  limit?: number;
}

/** The service's API for the gradebook of a course. */
export interface IGradebookClient {
  book(courseId: string): Promise<Gradebook>;
  weights(courseId: string): Promise<CourseWeights>;
  setWeights(courseId: string, request: WeightsRequest): Promise<CourseWeights>;
  /** What making totals final would do. */
  previewFinal(
    courseId: string,
    request: FinalPreviewRequest
  ): Promise<FinalPreview>;
  makeFinal(courseId: string, request: FinalRequest): Promise<FinalPreview>;
  takeBackFinal(
    courseId: string,
    users: string[],
    reason: string
  ): Promise<void>;
  exportGrades(
    courseId: string,
    format: ExportFormat,
    assignmentId?: string,
    unfinished?: boolean
  ): Promise<ExportedFile>;
  /** Changes of grades, the newest first. */
  audit(courseId: string, query: IAuditQuery): Promise<AuditEntry[]>;
  exportAudit(courseId: string, query: IAuditQuery): Promise<ExportedFile>;
}

/** A function an endpoint. */
export class GradebookClient implements IGradebookClient {
  constructor(private readonly _transport: Transport) {}

  book(courseId: string): Promise<Gradebook> {
    return this._send(courseId, 'gradebook');
  }

  weights(courseId: string): Promise<CourseWeights> {
    return this._send(courseId, 'gradebook/weights');
  }

  setWeights(
    courseId: string,
    request: WeightsRequest
  ): Promise<CourseWeights> {
    return this._send(courseId, 'gradebook/weights', {
      method: 'PUT',
      body: request
    });
  }

  previewFinal(
    courseId: string,
    request: FinalPreviewRequest
  ): Promise<FinalPreview> {
    return this._post(courseId, 'gradebook/final/preview', request);
  }

  makeFinal(courseId: string, request: FinalRequest): Promise<FinalPreview> {
    return this._post(courseId, 'gradebook/final', request);
  }

  async takeBackFinal(
    courseId: string,
    users: string[],
    reason: string
  ): Promise<void> {
    await this._post(courseId, 'gradebook/final/end', { users, reason });
  }

  exportGrades(
    courseId: string,
    format: ExportFormat,
    assignmentId?: string,
    unfinished?: boolean
  ): Promise<ExportedFile> {
    return this._send(courseId, 'gradebook/export', {
      query: {
        format,
        assignment_id: assignmentId,
        unfinished: unfinished ? 'true' : undefined
      }
    });
  }

  audit(courseId: string, query: IAuditQuery): Promise<AuditEntry[]> {
    return this._send(courseId, 'audit', { query: { ...query } });
  }

  exportAudit(courseId: string, query: IAuditQuery): Promise<ExportedFile> {
    return this._send(courseId, 'audit/export', { query: { ...query } });
  }

  private _post<T>(courseId: string, path: string, body: unknown): Promise<T> {
    return this._send(courseId, path, { method: 'POST', body });
  }

  private _send<T>(
    courseId: string,
    path: string,
    request?: IRequest
  ): Promise<T> {
    return this._transport(
      `v1/courses/${encodeURIComponent(courseId)}/${path}`,
      request
    );
  }
}
