import type { IAuditQuery, IGradebookClient } from '../api/gradebook';
import type { IRosterClient } from '../api/roster';
import type {
  AuditEntry,
  CourseWeights,
  Enrollment,
  EnrollmentRequest,
  ExportedFile,
  ExportFormat,
  Extension,
  FinalPreview,
  FinalPreviewRequest,
  FinalRequest,
  Gradebook,
  RosterImport,
  RosterPreview,
  WeightsRequest
} from '../api/schemas';
import * as samples from './samples';

/** Note the call, then answer or fail as the test wants it. */
export type Answer = <T>(call: string, answer: T) => Promise<T>;

/** A gradebook in memory. */
export class FakeGradebook implements IGradebookClient {
  constructor(private readonly _answer: Answer) {}

  content: Gradebook = samples.gradebook();
  courseWeights: CourseWeights = samples.weights();
  readonly weightsRequests: WeightsRequest[] = [];
  finalPreview: FinalPreview = samples.finalPreview();
  trail: AuditEntry[] = [];

  book(courseId: string): Promise<Gradebook> {
    return this._answer(`gradebook ${courseId}`, this.content);
  }

  weights(): Promise<CourseWeights> {
    return this._answer('weights', this.courseWeights);
  }

  setWeights(
    courseId: string,
    request: WeightsRequest
  ): Promise<CourseWeights> {
    this.weightsRequests.push(request);
    return this._answer('setWeights', this.courseWeights);
  }

  previewFinal(
    courseId: string,
    request: FinalPreviewRequest
  ): Promise<FinalPreview> {
    return this._answer(
      `previewFinal unfinished=${request.unfinished}`,
      this.finalPreview
    );
  }

  makeFinal(courseId: string, request: FinalRequest): Promise<FinalPreview> {
    return this._answer(
      `makeFinal ${request.digest} ${request.reason}`,
      this.finalPreview
    );
  }

  async takeBackFinal(courseId: string, users: string[]): Promise<void> {
    await this._answer(`takeBackFinal ${users.join()}`, null);
  }

  exportGrades(
    courseId: string,
    format: ExportFormat,
    assignmentId?: string,
    unfinished?: boolean
  ): Promise<ExportedFile> {
    return this._answer(
      [`export ${format}`, assignmentId, unfinished && 'unfinished']
        .filter(Boolean)
        .join(' '),
      samples.exported()
    );
  }

  audit(courseId: string, query: IAuditQuery): Promise<AuditEntry[]> {
    return this._answer(
      `audit ${query.user ?? ''} ${query.assignment_id ?? ''}`.trim(),
      this.trail
    );
  }

  exportAudit(): Promise<ExportedFile> {
    return this._answer('exportAudit', samples.exported());
  }
}

/** The people of a course in memory. */
export class FakeRoster implements IRosterClient {
  constructor(private readonly _answer: Answer) {}

  list: Enrollment[] = [samples.enrollment()];
  given: Extension[] = [];
  previewed: RosterPreview = samples.rosterPreview();

  people(courseId: string): Promise<Enrollment[]> {
    return this._answer(`people ${courseId}`, [...this.list]);
  }

  async enroll(
    courseId: string,
    user: string,
    request: EnrollmentRequest
  ): Promise<Enrollment> {
    const row = samples.enrollment({ user, ...request, source: 'api' });
    const answer = await this._answer(`enroll ${user}`, row);
    this.list = [...this.list.filter(p => p.user !== user), row];
    return answer;
  }

  preview(courseId: string, file: RosterImport): Promise<RosterPreview> {
    return this._answer(`preview ${file.csv}`, this.previewed);
  }

  import(courseId: string, file: RosterImport): Promise<RosterPreview> {
    return this._answer(`import ${file.digest}`, this.previewed);
  }

  extensions(): Promise<Extension[]> {
    return this._answer('extensions', this.given);
  }
}
