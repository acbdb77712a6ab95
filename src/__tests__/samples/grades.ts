import type {
  AuditEntry,
  Feedback,
  GradeRequest,
  GradeResult,
  QuestionResult,
  ScoreChangePreview
} from '../../api/schemas';
import { TIME } from './time';

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

/** An open regrade of one submission, whose score falls. */
export function scoreChange(
  change: Partial<ScoreChangePreview> = {}
): ScoreChangePreview {
  return {
    id: 'X1',
    assignment_id: 'A1',
    kind: 'regrade',
    state: 'open',
    version: null,
    question: null,
    test: null,
    policy: null,
    rubric: null,
    created_by: 'alice',
    created_at: TIME,
    steps: [],
    counts: {
      total: 1,
      waiting: 0,
      failed: 0,
      changed: 1,
      up: 0,
      down: 1,
      outdated: 0,
      applied: 0
    },
    rows: [
      {
        submission_id: 'S1',
        user: 'alice',
        attempt: 1,
        state: 'ready',
        applied: false,
        direction: 'down',
        before: { score: 8, max_score: 10 },
        after: { score: 6, max_score: 10 },
        questions: []
      }
    ],
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
