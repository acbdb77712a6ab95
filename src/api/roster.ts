import type {
  Enrollment,
  EnrollmentRequest,
  Extension,
  RosterImport,
  RosterPreview
} from './schemas';
import type { Transport } from './transport';

/** The service's API for the people of a course. */
export interface IRosterClient {
  /** Everybody in the course. */
  people(courseId: string): Promise<Enrollment[]>;
  /** Give a person a role in the course. */
  enroll(
    courseId: string,
    user: string,
    request: EnrollmentRequest
  ): Promise<Enrollment>;
  /** What importing a roster would change. */
  preview(courseId: string, file: RosterImport): Promise<RosterPreview>;
  import(courseId: string, file: RosterImport): Promise<RosterPreview>;
  /** Those that count, at all assignments. */
  extensions(courseId: string): Promise<Extension[]>;
}

/** A function an endpoint. */
export class RosterClient implements IRosterClient {
  constructor(private readonly _send: Transport) {}

  people(courseId: string): Promise<Enrollment[]> {
    return this._send(course(courseId, 'enrollments'));
  }

  enroll(
    courseId: string,
    user: string,
    request: EnrollmentRequest
  ): Promise<Enrollment> {
    return this._send(course(courseId, 'enrollments', user), {
      method: 'PUT',
      body: request
    });
  }

  preview(courseId: string, file: RosterImport): Promise<RosterPreview> {
    return this._send(course(courseId, 'roster', 'preview'), {
      method: 'POST',
      body: { csv: file.csv, withdraw_missing: file.withdraw_missing }
    });
  }

  import(courseId: string, file: RosterImport): Promise<RosterPreview> {
    return this._send(course(courseId, 'roster', 'import'), {
      method: 'POST',
      body: file
    });
  }

  extensions(courseId: string): Promise<Extension[]> {
    return this._send(course(courseId, 'extensions'));
  }
}

function course(...parts: string[]): string {
  return ['v1/courses', ...parts.map(encodeURIComponent)].join('/');
}
