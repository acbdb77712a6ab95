import { english } from '../english';
import { faultOf } from '../models/fault';
import { LiveModel } from '../models/live';
import { FakeClient } from './fake-client';
import { live } from './live';
import {
  classroom,
  course,
  liveNotebook,
  liveTail,
  minutesAgo,
  person,
  stuckNotebook
} from './samples';

function fill(client: FakeClient): void {
  client.person = person({ courses: [course({ role: 'instructor' })] });
  client.classroom = classroom({
    notebooks: [
      liveNotebook({ display_name: 'Alice Ito', section: 'B' }),
      stuckNotebook('ben', 6, { section: 'A' }),
      stuckNotebook('chiara', 75),
      liveNotebook({
        user: 'dan',
        path: 'notes.ipynb',
        assignment_id: null,
        state: 'idle',
        saved_at: minutesAgo(30),
        has_tail: false
      })
    ],
    assignments: [
      {
        assignment_id: 'A1',
        name: 'lab1',
        working: 1,
        idle: 0,
        stuck: 2,
        errors: [
          { name: 'NameError', message: "name 'x' is not defined", people: 2 }
        ]
      },
      {
        assignment_id: null,
        name: null,
        working: 0,
        idle: 1,
        stuck: 0,
        errors: []
      }
    ]
  });
  client.tails = [liveTail()];
}

/** A classroom with four notebooks, and what shows it; `prepare` changes it before. */
export function createClassroom(
  prepare: (client: FakeClient) => void = () => undefined
) {
  const client = new FakeClient();
  fill(client);
  prepare(client);
  const { events, pushes } = live();
  const model = new LiveModel({ client, live: events });
  return { client, events, model, pushes };
}

/** What both views of it take. */
export const common = {
  trans: english,
  faultOf: (error: unknown) => faultOf(error, english),
  exportUrl: (courseId: string, assignmentId: string | null) =>
    `/export/${courseId}/${assignmentId ?? 'all'}`
};
