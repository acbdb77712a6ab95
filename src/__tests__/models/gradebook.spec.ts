import { FormgraderModel } from '../../models/formgrader/formgrader';
import { FakeClient } from '../fake-client';
import { live, settled } from '../live';
import {
  auditEntry,
  course,
  finalPreview,
  gradebook,
  person,
  submission,
  unreachable
} from '../samples';

async function open() {
  const client = new FakeClient();
  client.person = person({
    courses: [
      course({ role: 'instructor' }),
      course({ id: 'C2', role: 'instructor' })
    ]
  });
  client.gradebook.trail = [auditEntry()];
  const { events, pushes } = live();
  const model = new FormgraderModel({ client, live: events });
  const book = model.page('gradebook');
  model.show('gradebook');
  await model.refresh();
  client.calls.length = 0;
  return { book, client, model, pushes };
}

describe('the gradebook', () => {
  it('is asked for when its tab is shown', async () => {
    const { book } = await open();
    expect(book.book?.rows.map(row => [row.user, row.percent])).toEqual([
      ['alice', 80],
      ['bob', 0]
    ]);
  });

  it('shows one grade with its trail', async () => {
    const { book, client } = await open();
    book.select({ user: 'alice', assignmentId: 'A1' });
    expect(book.trail).toBeNull();
    await settled();
    expect(client.calls).toEqual(['audit alice A1']);
    expect(book.trail?.map(entry => entry.id)).toEqual(['E1']);
    expect(book.shown?.cell?.score).toBe(8);
    book.select({ user: 'bob', assignmentId: null });
    await settled();
    expect(client.calls.at(-1)).toBe('audit bob');
    expect(book.shown?.column).toBeNull();
  });

  it('lets other weights hold, and shows what they make of it', async () => {
    const { book, client } = await open();
    await book.openWeights();
    expect(book.pane).toBe('weights');
    client.gradebook.content = gradebook({ rows: [] });
    const request = { categories: [], assignments: [], digest: 'W1' };
    expect(await book.setWeights({ ...request, reason: '' })).toBe(true);
    expect(client.gradebook.weightsRequests.map(one => one.digest)).toEqual([
      'W1'
    ]);
    expect(book.book?.rows).toEqual([]);
  });

  it('makes final what the preview has shown', async () => {
    const { book, client } = await open();
    await book.openFinal(true);
    expect(await book.makeFinal('end of term')).toBe(true);
    expect(client.calls).toContain('previewFinal unfinished=true');
    expect(client.calls).toContain('makeFinal F1 end of term');
  });

  it('makes nothing final before there is a preview', async () => {
    const { book, client } = await open();
    expect(await book.makeFinal('')).toBe(false);
    expect(client.calls).toEqual([]);
  });

  it('says why something was not done, and shows what holds now', async () => {
    const { book, client, model } = await open();
    await book.openFinal();
    const refused = unreachable();
    client.fault = refused;
    expect(await book.makeFinal('')).toBe(false);
    expect(model.error).toBe(refused);
    client.fault = null;
    client.gradebook.finalPreview = finalPreview({ digest: 'F2' });
    await book.openFinal();
    expect(book.preview?.digest).toBe('F2');
    expect(book.busy).toBe(false);
  });

  it('forgets a course when another one is chosen', async () => {
    const { book, client, model } = await open();
    book.select({ user: 'alice', assignmentId: 'A1' });
    await settled();
    client.gradebook.content = gradebook({ course_id: 'C2', rows: [] });
    model.context.selectCourse('C2');
    expect([book.book, book.place]).toEqual([null, null]);
    await settled();
    expect(book.book?.course_id).toBe('C2');
  });

  it('asks once for a burst of scores, and not for the queue', async () => {
    const { client, pushes } = await open();
    jest.useFakeTimers();
    for (const id of ['S1', 'S2', 'S3']) {
      pushes.pushAbout(submission({ id }));
    }
    pushes.pushAbout(submission(), 'queue_moved');
    expect(client.calls).toEqual([]);
    jest.runAllTimers();
    jest.useRealTimers();
    await settled();
    expect(client.calls.filter(call => call === 'gradebook C1')).toHaveLength(
      1
    );
  });
});
