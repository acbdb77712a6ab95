import type { AssignmentVersion, ReleaseReport } from '../../api/schemas';
import { TIME } from './time';

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
