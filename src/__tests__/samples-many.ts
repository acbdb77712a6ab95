import type { ScoreChangePreview } from '../api/schemas';
import { TIME } from './samples';

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
