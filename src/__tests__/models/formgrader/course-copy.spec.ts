import { FormgraderModel } from '../../../models/formgrader/formgrader';
import { deferred } from '../../deferred';
import { FakeClient } from '../../fake-client';
import { live } from '../../live';
import { assignment, copyPlan, course, person } from '../../samples';

const REQUEST = { course_id: 'C1', shift_days: 0 };

async function open() {
  const client = new FakeClient();
  client.person = person({ courses: [course({ role: 'instructor' })] });
  const model = new FormgraderModel({ client, live: live().events });
  model.show('assignments');
  await model.refresh();
  const { copy } = model.page('assignments');
  copy.ask(assignment());
  return { client, model, copy };
}

describe('a copy of assignments', () => {
  it('is not done as it was looked at before it was wanted otherwise', async () => {
    const { client, copy } = await open();
    const plan = deferred(client.work, 'previewCopies');
    const looked = copy.look(REQUEST);
    copy.reconsider();
    plan.resolve(copyPlan());
    await looked;
    expect(copy.proposal).toBeNull();
    await copy.look({ ...REQUEST, shift_days: 140 });
    expect(copy.proposal?.request.shift_days).toBe(140);
  });

  it('of one is not shown for all', async () => {
    const { client, copy } = await open();
    const plan = deferred(client.work, 'previewCopies');
    const looked = copy.look(REQUEST);
    copy.dismiss();
    copy.ask(null);
    plan.resolve(copyPlan());
    await looked;
    expect(copy.proposal).toBeNull();
    expect(await copy.confirm()).toBe(false);
  });

  it('that is done late is not the answer to another', async () => {
    const { client, copy } = await open();
    await copy.look(REQUEST);
    const made = deferred(client.work, 'copy');
    const confirmed = copy.confirm();
    copy.ask(null);
    await copy.look({ ...REQUEST, course_id: 'C2' });
    made.resolve(copyPlan());
    await confirmed;
    expect(copy.done).toBeNull();
    expect(copy.proposal?.request.course_id).toBe('C2');
  });
});
