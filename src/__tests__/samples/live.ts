import type { LiveClassroom, LiveNotebook, LiveTail } from '../../api/schemas';
import { TIME, minutesAgo } from './time';

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
