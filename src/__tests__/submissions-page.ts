import { FormgraderModel } from '../models/formgrader/formgrader';
import { FakeClient } from './fake-client';
import { live } from './live';
import { assignment, course, person, submission } from './samples';

/** The page Submissions of a course with some graded ones, loaded. */
export async function openSubmissions(count = 3) {
  const client = new FakeClient();
  client.person = person({ courses: [course({ role: 'instructor' })] });
  client.assignmentList = [assignment(), assignment({ id: 'A2', name: 'hw2' })];
  client.submissionList = Array.from({ length: count }, (_, n) =>
    submission({ id: `S${n}`, user: `u${n}`, state: 'graded', score: n })
  );
  const { events, pushes } = live();
  const model = new FormgraderModel({ client, live: events });
  model.show('submissions');
  await model.refresh();
  client.calls.length = 0;
  return { client, list: model.page('submissions'), model, pushes };
}
