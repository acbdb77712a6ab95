import type {
  IFetched,
  ILocalAssignment,
  INotebookInfo
} from '../../api/local';
import type {
  AssignmentProgress,
  StateOutlook,
  VersionHolder
} from '../../api/schemas';
import { TIME } from './time';

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
    solution_hidden: false,
    allowed: true,
    ...change
  };
}
