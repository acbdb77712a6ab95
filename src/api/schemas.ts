/** The service's objects; written from `jupyter_autograde/models`. Times are ISO 8601 in UTC. */

export type Role = 'student' | 'ta' | 'instructor' | 'admin';

export type Course = {
  id: string;
  name: string;
  title: string;
  role: Role;
  created_at: string;
};

export type Person = { name: string; admin: boolean; courses: Course[] };

export type SubmissionState = 'queued' | 'running' | 'graded' | 'failed';

export type MySubmissionSummary = {
  id: string;
  attempt: number;
  submitted_at: string;
  late: boolean;
  state: string;
  score?: number | null;
  max_score?: number | null;
};

export type AssignmentState = 'draft' | 'released' | 'closed';

export type Assignment = {
  id: string;
  course_id: string;
  course: string;
  name: string;
  format: 'otter';
  state: AssignmentState;
  due_at: string | null;
  closes_at: string | null;
  version?: number | null;
  version_id?: string | null;
  max_score?: number | null;
  created_at: string;
  my_submission?: MySubmissionSummary | null;
};

export type Receipt = {
  submission_id: string;
  course: string;
  assignment: string;
  user: string;
  attempt: number;
  submitted_at: string;
  late: boolean;
  sha256: string;
  key_id: string;
  signature: string;
};

export type Submission = {
  id: string;
  course_id: string;
  assignment_id: string;
  assignment: string;
  version: number;
  user: string;
  attempt: number;
  submitted_at: string;
  claimed_at?: string | null;
  late: boolean;
  sha256: string;
  size: number;
  state: SubmissionState;
  job_id?: string | null;
  score?: number | null;
  max_score?: number | null;
  receipt?: Receipt | null;
};

export type Assurance = 'blind' | 'canary' | 'opaque';

export type CaseResult = {
  name: string;
  passed: boolean;
  hidden: boolean;
  points: number;
  max_points: number;
  assurance?: Assurance;
  message?: string;
};

export type QuestionResult = {
  name: string;
  notebook: string;
  score: number;
  max_score: number;
  cases: CaseResult[];
};

export type GradeStatus =
  | 'ok'
  | 'tampered'
  | 'contained'
  | 'timeout'
  | 'limit'
  | 'rejected'
  | 'error';

export type GradeResult = {
  status: GradeStatus;
  score: number;
  max_score: number;
  questions: QuestionResult[];
  flags?: string[];
  limits_hit?: string[];
  message?: string;
  sandbox: string;
  environment: string;
  package_sha256: string;
  engine: string;
  seconds: number;
  cpu_seconds?: number;
  peak_memory?: number;
};

export type Grade = {
  id: string;
  job_id: string;
  submission_id: string;
  version: number;
  created_at: string;
  result: GradeResult;
  log?: string | null;
};

export type JobState = 'queued' | 'running' | 'done' | 'failed';

export type Job = {
  id: string;
  kind: 'autograde' | 'build';
  state: JobState;
  tries: number;
  submission_id?: string | null;
  version_id?: string | null;
  progress: string;
  log: string;
  created_at: string;
  started_at?: string | null;
  finished_at?: string | null;
};

export type VersionState = 'building' | 'ready' | 'refused' | 'released';

export type TestAssurance = {
  question: string;
  case: string;
  assurance: Assurance;
  advice?: string;
};

export type ReleaseReport = {
  max_score: number;
  solution_score: number;
  empty_score: number;
  seconds: number;
  peak_memory: number;
  tests: TestAssurance[];
  warnings?: string[];
  leaks?: string[];
  failing?: string[];
  refusal?: string | null;
};

export type AssignmentVersion = {
  id: string;
  assignment_id: string;
  number: number;
  state: VersionState;
  job_id?: string | null;
  notebooks: string[];
  max_score?: number | null;
  bundle_sha256?: string | null;
  environment: string;
  created_by: string;
  created_at: string;
  released_at?: string | null;
  report?: ReleaseReport | null;
  refusal?: string | null;
};

export type EventType =
  | 'assignment_released'
  | 'assignment_changed'
  | 'version_built'
  | 'submission_received'
  | 'job_started'
  | 'submission_graded'
  | 'grading_failed'
  | 'notebook_saved';
