import type { IPendingSubmission } from '../../api/local';
import type { Job, Submission } from '../../api/schemas';
import { TIME } from './time';

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
