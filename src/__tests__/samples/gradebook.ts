import type {
  CourseWeights,
  ExportedFile,
  FinalPreview,
  Gradebook
} from '../../api/schemas';
import { TIME } from './time';

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
