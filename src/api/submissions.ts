import type {
  ExecutedCells,
  ExecutedNotebook,
  FeedbackCounts,
  FeedbackStatus,
  GradeOutcome,
  HandInOutlook,
  Submission,
  SubmissionTable
} from './schemas';
import { contentDigest } from './content-digest';
import type { IRequest, Transport } from './transport';

/** What staff hand in for a student. */
export interface IHandIn {
  /** A zip archive. */
  bundle: Blob;
  /** For the audit trail. */
  reason: string;
  /** Sent again with the same files it is the same attempt. */
  key: string;
}

/** Milliseconds for which files may be on their way. */
const TRANSFER_TIMEOUT = 120_000;

/** Milliseconds in which a large archive is made and sent. */
const ARCHIVE_TIMEOUT = 600_000;

/** The service's API for many submissions at once; for staff. */
export interface ISubmissionsClient {
  /** Those of a course, the newest first; null = of all assignments. */
  table(
    courseId: string,
    assignmentId: string | null
  ): Promise<SubmissionTable>;
  /** Queue a grading of each, 200 at most. */
  grade(assignmentId: string, submissions: string[]): Promise<GradeOutcome[]>;
  /** How far the feedback of each is, 100 at most: they stand in the address. */
  feedback(
    assignmentId: string,
    submissions: string[]
  ): Promise<FeedbackStatus[]>;
  generateFeedback(
    assignmentId: string,
    submissions: string[]
  ): Promise<FeedbackCounts>;
  releaseFeedback(
    assignmentId: string,
    submissions: string[]
  ): Promise<FeedbackCounts>;
  withholdFeedback(
    assignmentId: string,
    submissions: string[]
  ): Promise<FeedbackCounts>;
  /** The notebooks as the newest grading ran them. */
  executed(submissionId: string): Promise<ExecutedNotebook[]>;
  /** One of them, without what could run or load anything. */
  executedCells(submissionId: string, index: number): Promise<ExecutedCells>;
  /** The files of some submissions as a zip archive, 500 at most. */
  archive(
    courseId: string,
    submissions: string[],
    how: Required<Pick<IRequest, 'onReceived' | 'signal'>>
  ): Promise<Blob>;
  /** What a hand-in for a student would be at this moment. */
  handInOutlook(assignmentId: string, user: string): Promise<HandInOutlook>;
  /** Hand in in the place of a student. */
  handInFor(
    assignmentId: string,
    user: string,
    handIn: IHandIn
  ): Promise<Submission>;
}

const id = encodeURIComponent;

/** A function an endpoint. */
export class SubmissionsClient implements ISubmissionsClient {
  constructor(private readonly _send: Transport) {}

  table(
    courseId: string,
    assignmentId: string | null
  ): Promise<SubmissionTable> {
    return this._send(`v1/courses/${id(courseId)}/submissions`, {
      query: { assignment_id: assignmentId ?? undefined }
    });
  }

  grade(assignmentId: string, submissions: string[]): Promise<GradeOutcome[]> {
    return this._post(`assignments/${id(assignmentId)}/jobs`, { submissions });
  }

  feedback(
    assignmentId: string,
    submissions: string[]
  ): Promise<FeedbackStatus[]> {
    return this._send(`v1/assignments/${id(assignmentId)}/feedback`, {
      query: { submissions }
    });
  }

  generateFeedback(
    assignmentId: string,
    submissions: string[]
  ): Promise<FeedbackCounts> {
    return this._feedback(assignmentId, 'generate', submissions);
  }

  releaseFeedback(
    assignmentId: string,
    submissions: string[]
  ): Promise<FeedbackCounts> {
    return this._feedback(assignmentId, 'release', submissions);
  }

  withholdFeedback(
    assignmentId: string,
    submissions: string[]
  ): Promise<FeedbackCounts> {
    return this._feedback(assignmentId, 'unrelease', submissions);
  }

  executed(submissionId: string): Promise<ExecutedNotebook[]> {
    return this._send(`v1/submissions/${id(submissionId)}/notebooks`);
  }

  executedCells(submissionId: string, index: number): Promise<ExecutedCells> {
    return this._send(
      `v1/submissions/${id(submissionId)}/notebooks/${index}/cells`
    );
  }

  archive(
    courseId: string,
    submissions: string[],
    how: Required<Pick<IRequest, 'onReceived' | 'signal'>>
  ): Promise<Blob> {
    return this._send(`v1/courses/${id(courseId)}/submissions/archive`, {
      method: 'POST',
      body: { submissions },
      timeout: ARCHIVE_TIMEOUT,
      ...how
    });
  }

  handInOutlook(assignmentId: string, user: string): Promise<HandInOutlook> {
    return this._send(handInPath(assignmentId, user));
  }

  async handInFor(
    assignmentId: string,
    user: string,
    { bundle, key, reason }: IHandIn
  ): Promise<Submission> {
    const digest = await contentDigest(bundle);
    return this._send(handInPath(assignmentId, user), {
      method: 'POST',
      upload: bundle,
      headers: {
        'Idempotency-Key': key,
        // Not in the address: logs and histories keep those.
        'Autograde-Reason': id(reason),
        ...(digest && { 'Content-Digest': digest })
      },
      timeout: TRANSFER_TIMEOUT
    });
  }

  private _feedback(
    assignmentId: string,
    step: string,
    submissions: string[]
  ): Promise<FeedbackCounts> {
    return this._post(`assignments/${id(assignmentId)}/feedback/${step}`, {
      submissions
    });
  }

  private _post<T>(path: string, body: unknown): Promise<T> {
    return this._send(`v1/${path}`, { method: 'POST', body });
  }
}

function handInPath(assignmentId: string, user: string): string {
  return `v1/assignments/${id(assignmentId)}/submissions/for/${id(user)}`;
}
