import type { IInsightClient, IWorkQuery } from '../api/insight';
import type {
  AssignmentInsight,
  FoundWorks,
  TestInsight
} from '../api/schemas';
import type { Answer } from './fake-gradebook';
import { TIME } from './samples';

/** A test of `lab1`. */
export function testInsight(change: Partial<TestInsight> = {}): TestInsight {
  return {
    notebook: 'lab1.ipynb',
    question: 'q1',
    test: 'q1 - 1',
    hidden: false,
    voided: false,
    max_points: 5,
    students: 2,
    passed: 1,
    pass_rate: 0.5,
    discrimination: 0.42,
    upper_lower: 1,
    ...change
  };
}

/** How `lab1` went: alice and bob have handed in, and both have the same error. */
export function insight(
  change: Partial<AssignmentInsight> = {}
): AssignmentInsight {
  return {
    assignment_id: 'A1',
    name: 'lab1',
    due_at: TIME,
    closes_at: null,
    students: 3,
    handed_in: 2,
    graded: 2,
    pending: 0,
    scores: {
      students: 2,
      mean: 60,
      median: 60,
      deviation: 20,
      lowest: 40,
      highest: 80,
      bins: Array.from({ length: 10 }, (_, bin) => ({
        low: bin * 10,
        high: bin * 10 + 10,
        students: bin === 4 || bin === 8 ? 1 : 0
      }))
    },
    hand_ins: { hours: 1, bins: [{ at: TIME, submissions: 3, newest: 2 }] },
    tests: [
      testInsight(),
      testInsight({ test: 'q1 - 2', discrimination: -0.3, hidden: true })
    ],
    errors: {
      clusters: [
        {
          id: 'E1',
          pattern: "NameError: name '…' is not defined",
          example: "NameError: name 'total' is not defined",
          places: [
            {
              notebook: 'lab1.ipynb',
              question: 'q1',
              test: 'q1 - 1',
              cell: null,
              students: 2
            }
          ],
          students: [0, 1]
        }
      ],
      total: 1,
      unknown: 0
    },
    people: [
      { user: 'alice', name: 'Alice A.', section: null, submission_id: 'S1' },
      { user: 'bob', name: null, section: null, submission_id: 'S2' }
    ],
    ...change
  };
}

/** Insight in memory. */
export class FakeInsight implements IInsightClient {
  constructor(private readonly _answer: Answer) {}

  content: AssignmentInsight = insight();
  /** Submissions that fail whatever test, or have whatever error. */
  found: string[] = [];

  of(assignmentId: string): Promise<AssignmentInsight> {
    return this._answer(`insight ${assignmentId}`, this.content);
  }

  works(assignmentId: string, query: IWorkQuery): Promise<FoundWorks> {
    return this._answer(`works ${assignmentId} ${JSON.stringify(query)}`, {
      submissions: this.found,
      pattern: 'error' in query ? 'KeyError: …' : null
    });
  }
}
