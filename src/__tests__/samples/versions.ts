import type {
  AssignmentVersion,
  CopyPlan,
  ReleaseReport,
  VersionPreview
} from '../../api/schemas';
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

export function versionPreview(): VersionPreview {
  return {
    version_id: 'V1',
    number: 1,
    notebooks: [
      {
        path: 'lab1.ipynb',
        cells: [
          {
            cell_type: 'code',
            source: 'x = ...',
            outputs: [],
            handed_out: false
          }
        ],
        left_out: false
      },
      { path: 'huge.ipynb', cells: [], left_out: true }
    ],
    files: ['data.csv']
  };
}

export function copyPlan(change: Partial<CopyPlan> = {}): CopyPlan {
  return {
    course_id: 'C2',
    course: 'cs1-next',
    timezone: 'Europe/Berlin',
    takes_settings: true,
    assignments: [
      {
        assignment_id: 'A1',
        name: 'lab1',
        version: 2,
        dates: { due_at: '2026-11-24T22:59:00Z' },
        new_dates: { due_at: '2027-04-13T21:59:00Z' },
        skipped: null,
        copy_id: null
      },
      {
        assignment_id: 'A2',
        name: 'lab2',
        version: null,
        dates: {},
        new_dates: {},
        skipped: 'name_taken',
        copy_id: null
      }
    ],
    ...change
  };
}
