import { ApiError } from '../api/errors';
import type {
  IFetched,
  ILocalAssignment,
  INotebookInfo,
  IPendingSubmission,
  IStatus
} from '../api/local';
import type {
  AssignmentProgress,
  AssignmentVersion,
  AuditEntry,
  Course,
  CourseWeights,
  Enrollment,
  ExportedFile,
  Feedback,
  FinalPreview,
  Gradebook,
  GradeRequest,
  GradeResult,
  Job,
  LiveClassroom,
  LiveNotebook,
  LiveTail,
  Person,
  QuestionResult,
  ReleaseReport,
  RosterPreview,
  StateOutlook,
  Submission,
  Todo,
  TodoItem,
  VersionHolder
} from '../api/schemas';

export const TIME = '2026-11-21T11:03:00Z';

export function status(change: Partial<IStatus> = {}): IStatus {
  return {
    configured: true,
    reachable: true,
    service_url: 'http://127.0.0.1/services/autograde/',
    user: 'alice',
    stream: 'sse',
    pending: 0,
    ...change
  };
}

export function course(change: Partial<Course> = {}): Course {
  return {
    id: 'C1',
    name: 'cs1',
    title: '',
    role: 'student',
    live: false,
    created_at: TIME,
    ...change
  };
}

export function person(change: Partial<Person> = {}): Person {
  return { name: 'alice', admin: false, courses: [course()], ...change };
}

export function assignment(
  change: Partial<ILocalAssignment> = {}
): ILocalAssignment {
  return {
    id: 'A1',
    course_id: 'C1',
    course: 'cs1',
    name: 'lab1',
    format: 'otter',
    state: 'released',
    due_at: null,
    closes_at: null,
    extended: false,
    late_policy_of_course: true,
    version: 1,
    version_id: 'V1',
    max_score: 10,
    created_at: TIME,
    visibility: {
      public_tests: 'details',
      hidden_tests: 'never',
      score: 'at_once'
    },
    solution_shown: false,
    solution_readable: false,
    live: false,
    my_submission: null,
    folder: 'cs1/lab1',
    fetched_version: 1,
    notebooks: ['cs1/lab1/lab1.ipynb'],
    pending: null,
    stale: false,
    ...change
  };
}

export function submission(change: Partial<Submission> = {}): Submission {
  return {
    id: 'S1',
    course_id: 'C1',
    assignment_id: 'A1',
    assignment: 'lab1',
    version: 1,
    user: 'alice',
    attempt: 1,
    submitted_at: TIME,
    claimed_at: null,
    late: false,
    sha256: 'ab12'.repeat(16),
    size: 2048,
    state: 'queued',
    job_id: 'J1',
    score: null,
    max_score: null,
    receipt: null,
    ...change
  };
}

export function pending(
  change: Partial<IPendingSubmission> = {}
): IPendingSubmission {
  return {
    id: 'O1',
    assignment_id: 'A1',
    assignment: 'lab1',
    notebook: 'cs1/lab1/lab1.ipynb',
    clicked_at: TIME,
    tries: 1,
    last_error: null,
    state: 'waiting',
    ...change
  };
}

export function notebookInfo(
  change: Partial<INotebookInfo> = {}
): INotebookInfo {
  return {
    path: 'cs1/lab1/lab1.ipynb',
    assignment: assignment(),
    role: 'student',
    teaches: [],
    can: { fetch: true, submit: true, release: false },
    pending: null,
    submission: null,
    grade: null,
    ...change
  };
}

/** One that a person grades. */
export function manualQuestion(
  change: Partial<QuestionResult> = {}
): QuestionResult {
  return {
    name: 'why',
    notebook: 'lab1.ipynb',
    score: 0,
    max_score: 3,
    manual: true,
    needs_manual_grade: false,
    all_or_nothing: false,
    one_cell: false,
    message: 'The course staff will grade this.',
    cases: [],
    ...change
  };
}

export function result(change: Partial<GradeResult> = {}): GradeResult {
  return {
    status: 'ok',
    score: 8,
    max_score: 10,
    needs_manual_grade: false,
    pending: 0,
    questions: [
      {
        name: 'q1',
        notebook: 'lab1.ipynb',
        score: 1,
        max_score: 2,
        manual: false,
        needs_manual_grade: false,
        all_or_nothing: false,
        one_cell: false,
        message: '',
        cases: [
          {
            name: 'q1 - 1',
            passed: true,
            hidden: false,
            points: 1,
            max_points: 1,
            share: 0.5,
            assurance: 'blind',
            message: ''
          },
          {
            name: 'q1 - 2',
            passed: false,
            hidden: true,
            points: 0,
            max_points: 1,
            share: 0.5,
            assurance: 'opaque',
            message: 'Look at the last row.'
          }
        ]
      }
    ],
    flags: [],
    limits_hit: [],
    message: '',
    sandbox: 'bubblewrap',
    environment: 'default',
    package_sha256: 'cd'.repeat(32),
    engine: '1',
    seconds: 1.5,
    cpu_seconds: 1,
    peak_memory: 1_000_000,
    ...change
  };
}

export function feedback(change: Partial<Feedback> = {}): Feedback {
  return {
    submission_id: 'S1',
    state: 'released',
    outdated: false,
    generated_at: TIME,
    released_at: TIME,
    result: result(),
    comments: [],
    files: [],
    ...change
  };
}

/** One that has no answer. */
export function gradeRequest(change: Partial<GradeRequest> = {}): GradeRequest {
  return {
    id: 'R1',
    course_id: 'C1',
    assignment_id: 'A1',
    assignment: 'lab1',
    submission_id: 'S1',
    user: 'alice',
    attempt: 1,
    question: null,
    text: 'Why?',
    state: 'open',
    asked_at: TIME,
    before: { score: 8, max_score: 10 },
    ...change
  };
}

export function todo(...items: TodoItem[]): Todo {
  return { course_id: 'C1', at: TIME, tonight: TIME, items };
}

export function todoItem(change: Partial<TodoItem> = {}): TodoItem {
  return {
    kind: 'failed',
    count: 2,
    assignment_id: 'A1',
    assignment: 'lab1',
    users: [],
    filter: { assignment_id: 'A1', state: 'failed' },
    ...change
  };
}

export function job(change: Partial<Job> = {}): Job {
  return {
    id: 'J1',
    kind: 'autograde',
    state: 'queued',
    tries: 0,
    submission_id: 'S1',
    version_id: null,
    progress: '',
    log: '',
    created_at: TIME,
    started_at: null,
    finished_at: null,
    ...change
  };
}

export function report(change: Partial<ReleaseReport> = {}): ReleaseReport {
  return {
    format: 'otter',
    max_score: 10,
    manual_score: 0,
    manual_questions: [],
    solution_score: 10,
    empty_score: 1,
    seconds: 2,
    peak_memory: 1_000_000,
    tests: [
      {
        question: 'q1',
        case: 'q1 - 1',
        assurance: 'blind',
        part_of_cell: false,
        points: 1,
        advice: ''
      },
      {
        question: 'q1',
        case: 'q1 - 2',
        assurance: 'opaque',
        part_of_cell: false,
        points: 1,
        advice: 'Split.'
      }
    ],
    warnings: [],
    leaks: [],
    failing: [],
    refusal: null,
    ...change
  };
}

export function version(
  change: Partial<AssignmentVersion> = {}
): AssignmentVersion {
  return {
    id: 'V1',
    assignment_id: 'A1',
    number: 1,
    state: 'building',
    job_id: 'J9',
    notebooks: ['lab1.ipynb'],
    max_score: null,
    bundle_sha256: null,
    environment: 'default',
    created_by: 'ines',
    created_at: TIME,
    released_at: null,
    report: null,
    refusal: null,
    ...change
  };
}

export function progress(
  change: Partial<AssignmentProgress> = {}
): AssignmentProgress {
  return {
    assignment_id: 'A1',
    students: 12,
    fetched: 10,
    submitted: 8,
    graded: 7,
    failed: 0,
    extensions: 0,
    ...change
  };
}

export function holder(change: Partial<VersionHolder> = {}): VersionHolder {
  return {
    user: 'alice',
    version: 1,
    fetched_at: TIME,
    submitted: false,
    ...change
  };
}

export function outlook(change: Partial<StateOutlook> = {}): StateOutlook {
  return {
    assignment_id: 'A1',
    state: 'released',
    becomes: 'closed',
    version: 1,
    students: 12,
    submitted: 8,
    may_submit: 12,
    may_submit_then: 0,
    missing: 4,
    extended: 1,
    holders: 10,
    opens_at: null,
    solution_shown: false,
    solution_from: null,
    allowed: true,
    ...change
  };
}

export function fetched(change: Partial<IFetched> = {}): IFetched {
  return {
    folder: 'cs1/lab1',
    notebooks: ['cs1/lab1/lab1.ipynb'],
    version: 1,
    written: ['lab1.ipynb'],
    kept: [],
    backup: null,
    ...change
  };
}

export function notFound(): ApiError {
  return new ApiError({ status: 404, code: 'not_found', message: '' });
}

export function unreachable(): ApiError {
  return new ApiError({
    status: 502,
    code: 'service_unreachable',
    message: 'No route to host'
  });
}

/** `minutes` before the time of the classroom. */
export function minutesAgo(minutes: number): string {
  return new Date(new Date(TIME).getTime() - minutes * 60_000).toISOString();
}

export function liveNotebook(change: Partial<LiveNotebook> = {}): LiveNotebook {
  return {
    user: 'alice',
    path: 'cs1/lab1/lab1.ipynb',
    assignment_id: 'A1',
    saved_at: minutesAgo(1),
    state: 'working',
    cells: 12,
    run: 3,
    has_tail: true,
    ...change
  };
}

/** One whose owner has had the same error for some minutes. */
export function stuckNotebook(
  user: string,
  minutes: number,
  change: Partial<LiveNotebook> = {}
): LiveNotebook {
  const since = minutesAgo(minutes);
  const message = "name 'x' is not defined";
  return liveNotebook({
    user,
    state: 'stuck',
    stuck_since: since,
    error: { name: 'NameError', message, since },
    ...change
  });
}

export function classroom(change: Partial<LiveClassroom> = {}): LiveClassroom {
  return {
    course_id: 'C1',
    enabled: true,
    days: 14,
    stuck_minutes: 5,
    idle_minutes: 10,
    now: TIME,
    people: 30,
    left_out: 0,
    notebooks: [],
    assignments: [],
    ...change
  };
}

export function liveTail(change: Partial<LiveTail> = {}): LiveTail {
  return {
    user: 'alice',
    path: 'cs1/lab1/lab1.ipynb',
    saved_at: minutesAgo(1),
    cut: false,
    cells: [
      { cell_type: 'markdown', source: '# Question 1', outputs: [] },
      {
        cell_type: 'code',
        source: 'x + 1',
        execution_count: 7,
        outputs: [
          {
            kind: 'error',
            text: "\u001b[31mNameError\u001b[0m: name 'x' is not defined"
          },
          { kind: 'omitted', text: '', mime: 'image/png' }
        ]
      }
    ],
    ...change
  };
}

export function enrollment(change: Partial<Enrollment> = {}): Enrollment {
  return {
    user: 'alice',
    role: 'student',
    section: null,
    name: null,
    email: null,
    source: 'config',
    created_at: TIME,
    ...change
  };
}

export function rosterPreview(
  change: Partial<RosterPreview> = {}
): RosterPreview {
  return {
    faults: [],
    changes: [
      {
        action: 'added',
        user: 'zoe',
        before: null,
        after: { role: 'student', section: 'A', source: 'csv' }
      }
    ],
    unchanged: 1,
    kept: [],
    digest: 'D1',
    ...change
  };
}

/** Two students at one assignment: alice has 8 of 10, bob has nothing and is late for it. */
export function gradebook(change: Partial<Gradebook> = {}): Gradebook {
  return {
    course_id: 'C1',
    columns: [{ assignment_id: 'A1', name: 'lab1', max_score: 10 }],
    rows: [
      { user: 'alice', section: 'A', cells: [{ score: 8 }], percent: 80 },
      { user: 'bob', cells: [{ state: 'missing' }], percent: 0 }
    ],
    ...change
  };
}

export function weights(change: Partial<CourseWeights> = {}): CourseWeights {
  return {
    categories: [{ name: 'Homework', weight: 40, drop_lowest: 1 }],
    assignments: [{ assignment_id: 'A1', category: 'Homework', weight: null }],
    digest: 'W1',
    created_by: 'ines',
    created_at: TIME,
    ...change
  };
}

export function finalPreview(change: Partial<FinalPreview> = {}): FinalPreview {
  return {
    rows: [
      { user: 'alice', step: 'set', before: null, after: 80, unfinished: [] },
      {
        user: 'bob',
        step: 'unfinished',
        before: null,
        after: 0,
        unfinished: ['lab1']
      }
    ],
    digest: 'F1',
    ...change
  };
}

export function exported(change: Partial<ExportedFile> = {}): ExportedFile {
  return {
    name: 'cs1-gradebook.csv',
    media_type: 'text/csv',
    encoding: 'text',
    content: 'user\r\nalice\r\n',
    unfinished_scores: 0,
    unfinished_totals: 0,
    rows: 1,
    ...change
  };
}

export function auditEntry(change: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id: 'E1',
    at: TIME,
    action: 'terms',
    author: 'ines',
    course_id: 'C1',
    assignment_id: 'A1',
    submission_id: 'S1',
    user: 'alice',
    question: null,
    before: { score: 8, final_score: 6 },
    after: { score: 8, final_score: 8 },
    reason: 'was ill',
    ...change
  };
}
