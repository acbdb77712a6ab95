/**
 * What the server extension's own routes (`api/local/…`) exchange: file work in the user's home.
 * The service's own objects are in `./schemas`.
 */
import type {
  Assignment,
  Course,
  Feedback,
  GradeResult,
  Role,
  ShownResult,
  Submission
} from './schemas';

/** How the server extension hears from the service. */
export type StreamState = 'sse' | 'poll' | 'down';

/** State of the connection to the service. */
export interface IStatus {
  configured: boolean;
  reachable: boolean;
  service_url: string | null;
  user: string | null;
  stream: StreamState;
  /** Submissions waiting to be sent. */
  pending: number;
  /** What is wrong and the next step; empty when all is well. */
  message?: string;
}

/** A submission that is on the user's disk and not yet acknowledged. */
export interface IPendingSubmission {
  id: string;
  assignment_id: string;
  /** Name of the assignment. */
  assignment: string;
  /** Path of the notebook, relative to the server's root. */
  notebook: string;
  clicked_at: string;
  tries: number;
  last_error: string | null;
  /** Code of that error. */
  last_code?: string | null;
  state: 'waiting' | 'refused';
}

/** An assignment and what is on the user's disk of it. */
export interface ILocalAssignment extends Assignment {
  /** Relative to the server's root; null = not fetched. */
  folder: string | null;
  fetched_version: number | null;
  /** Paths relative to the server's root. */
  notebooks: string[];
  /** Those of them that are not there any more. */
  missing?: string[];
  pending: IPendingSubmission | null;
  /** The service is away; this is the last that is known. */
  stale?: boolean;
}

/** What may be done with one notebook, and how far it is. */
export interface INotebookInfo {
  path: string;
  /** null = the notebook belongs to no assignment. */
  assignment: ILocalAssignment | null;
  role: Role | null;
  /** Courses the user may release in. */
  teaches: Course[];
  can: { fetch: boolean; submit: boolean; release: boolean };
  pending: IPendingSubmission | null;
  submission: Submission | null;
  grade: GradeResult | null;
  /** What may be read of the tests while the score, and with it `grade`, is not shown. */
  tests?: ShownResult | null;
  /** Released feedback on `submission`. */
  feedback?: Feedback | null;
}

/** `update` keeps changed files; `reset` replaces them after a backup. */
export type FetchMode = 'update' | 'reset';

/** What a fetch wrote. */
export interface IFetched {
  folder: string;
  notebooks: string[];
  version: number;
  written: string[];
  /** Notebooks with the student's changes and the new text. */
  merged?: string[];
  /** Changed by the student, so not overwritten. */
  kept: string[];
  /** Folder of the backup, when there is one. */
  backup: string | null;
}

/** What fetching feedback wrote; paths are relative to the server's root. */
export interface IFetchedFeedback {
  folder: string;
  /** The pages of the newest attempt with feedback. */
  pages: string[];
  /** Those with feedback, newest first. */
  attempts: number[];
  /** Folders of earlier feedback that the student had changed. */
  kept: string[];
}

/** What came of a submit: the service has it, or does not take it, or it waits on the disk. */
export interface ISubmitted {
  outbox_id: string;
  state: 'acknowledged' | 'waiting' | 'refused';
  submission: Submission | null;
  message: string;
  /** Code of the error, when refused. */
  code?: string | null;
}

/** A release of the notebook at `path`. */
export interface IReleaseRequest {
  path: string;
  course_id: string;
  name: string;
  /** Of a new assignment: ISO 8601 with zone; null = no deadline. */
  due_at: string | null;
  /** Extra files, relative to the server's root. */
  files: string[];
  /** A further version of this assignment; null = by name, created when needed. */
  assignment_id: string | null;
}

/** A file beside the notebook that can go with a release. */
export interface ICandidateFile {
  path: string;
  size: number;
  /** The notebook names it in otter's `files:`. */
  named?: boolean;
}
