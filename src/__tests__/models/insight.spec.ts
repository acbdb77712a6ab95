import { FormgraderModel } from '../../models/formgrader/formgrader';
import { deferred } from '../deferred';
import { FakeClient } from '../fake-client';
import { insight, testInsight } from '../fake-insight';
import { live, settled } from '../live';
import {
  assignment,
  course,
  person,
  scoreChange,
  submission,
  unreachable,
  version
} from '../samples';

const COUNTS = {
  total: 2,
  waiting: 0,
  failed: 0,
  changed: 1,
  up: 1,
  down: 0,
  outdated: 0,
  applied: 0
};

async function open(prepare: (client: FakeClient) => void = () => undefined) {
  const client = new FakeClient();
  client.person = person({ courses: [course({ role: 'instructor' })] });
  prepare(client);
  const { events, pushes } = live();
  const model = new FormgraderModel({ client, live: events });
  const page = model.page('insight');
  model.show('insight');
  await model.refresh();
  client.calls.length = 0;
  return { client, model, page, pushes };
}

describe('how an assignment went', () => {
  it('is asked for when its tab is shown', async () => {
    const { page } = await open();
    expect(page.insight?.name).toBe('lab1');
    expect(page.test).toBeNull();
  });

  it('keeps the chosen test when it is asked for again', async () => {
    const { client, model, page } = await open();
    page.selectTest(page.insight!.tests[1]);
    client.insight.content = insight({
      tests: [testInsight({ test: 'q1 - 2', passed: 2 })]
    });
    await model.refresh();
    expect(page.test?.passed).toBe(2);
    client.insight.content = insight({ tests: [] });
    await model.refresh();
    expect(page.test).toBeNull();
  });

  it('is asked for once when a class is graded', async () => {
    jest.useFakeTimers();
    try {
      const { client, pushes } = await open();
      pushes.pushAbout(submission());
      pushes.pushAbout(submission({ id: 'S2', user: 'bob' }));
      pushes.pushAbout(submission({ assignment_id: 'A9' }));
      expect(client.calls).toEqual([]);
      await jest.advanceTimersByTimeAsync(2_000);
      expect(client.calls.filter(call => call === 'insight A1')).toHaveLength(
        1
      );
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('the correction of a test', () => {
  it('is looked at before it counts', async () => {
    const { client, page } = await open();
    const { correction } = page;
    await correction.void(testInsight(), 'full_marks', 'wrong');
    expect(client.scoreChanges.voids).toEqual([
      {
        question: 'q1',
        test: 'q1 - 1',
        policy: 'full_marks',
        reason: 'wrong'
      }
    ]);
    expect(correction.change.preview?.id).toBe('X1');
    expect(client.calls).toEqual(['proposeVoid', 'scoreChange X1']);
    await correction.decide('all');
    expect(client.calls).toContain('apply X1 all');
    expect(correction.change.preview).toBeNull();
    expect(client.calls).toContain('insight A1');
  });

  it('can be discarded', async () => {
    const { client, page } = await open();
    await page.correction.void(testInsight(), 'drop', 'wrong');
    await page.correction.decide(null);
    expect(client.calls).toContain('discard X1');
  });

  it('offers proven versions, the newest first', async () => {
    const { page } = await open(client => {
      client.work.versionList = [
        version({ state: 'released' }),
        version({ id: 'V2', number: 2, state: 'ready' }),
        version({ id: 'V3', number: 3, state: 'refused' })
      ];
    });
    await page.correction.loadVersions();
    expect(page.correction.versions?.map(one => one.number)).toEqual([2, 1]);
  });

  it('looks at a regrade until all of it is graded', async () => {
    jest.useFakeTimers();
    try {
      const { client, page } = await open();
      client.scoreChanges.changed = { counts: { ...COUNTS, waiting: 2 } };
      await page.correction.fix(testInsight(), 2, '');
      expect(client.scoreChanges.regrades).toEqual([
        {
          attempts: 'latest',
          question: 'q1',
          test: 'q1 - 1',
          version: 2,
          reason: ''
        }
      ]);
      client.scoreChanges.changed = { counts: COUNTS };
      await jest.advanceTimersByTimeAsync(10_000);
      expect(page.correction.change.preview?.counts.waiting).toBe(0);
      client.scoreChanges.changed = { counts: { ...COUNTS, waiting: 2 } };
      await jest.advanceTimersByTimeAsync(30_000);
      expect(page.correction.change.preview?.counts.waiting).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it('looks at a regrade again after it did not answer, and says so meanwhile', async () => {
    jest.useFakeTimers();
    try {
      const { client, page } = await open();
      const { change } = page.correction;
      client.scoreChanges.changed = { counts: { ...COUNTS, waiting: 2 } };
      await page.correction.fix(testInsight(), 2, '');
      client.fault = unreachable();
      await jest.advanceTimersByTimeAsync(10_000);
      expect(change.error).toBe(client.fault);
      client.fault = null;
      client.scoreChanges.changed = { counts: COUNTS };
      await jest.advanceTimersByTimeAsync(10_000);
      expect(change.error).toBeNull();
      expect(change.preview?.counts.waiting).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it('shows by a push that a regrade is over', async () => {
    const { client, page, pushes } = await open();
    client.scoreChanges.changed = { counts: { ...COUNTS, waiting: 2 } };
    await page.correction.fix(testInsight(), 2, '');
    client.scoreChanges.changed = { counts: COUNTS };
    pushes.push('service_event', {
      type: 'regrade_ready',
      at: '2026-11-21T11:03:00Z',
      course_id: 'C1',
      assignment_id: 'A1',
      user: 'alice',
      data: {}
    });
    await settled();
    expect(page.correction.change.preview?.counts.waiting).toBe(0);
    await page.correction.decide(null);
  });

  it('of another assignment is not shown, however late it answers', async () => {
    const { client, model, page } = await open(one => {
      one.assignmentList.push(assignment({ id: 'A2', name: 'hw2' }));
    });
    const proposed = deferred(client.scoreChanges, 'proposeVoid');
    const done = page.correction.void(testInsight(), 'drop', 'wrong');
    model.context.selectAssignment('A2');
    await settled();
    proposed.resolve(scoreChange({ kind: 'void' }));
    await done;
    expect(page.correction.change).toMatchObject({
      preview: null,
      busy: false
    });
  });

  it('of somebody else is shown, a change of a rubric is not', async () => {
    const rubric = await open(client => {
      client.scoreChanges.listed = [scoreChange({ kind: 'rubric' })];
    });
    expect(rubric.page.correction.change.preview).toBeNull();
    const { page } = await open(client => {
      client.scoreChanges.listed = [
        scoreChange({ id: 'X0', state: 'applied' }),
        scoreChange()
      ];
    });
    expect(page.correction.change.preview?.id).toBe('X1');
  });

  it('of somebody else is shown though versions are asked for meanwhile', async () => {
    const { client, model, page } = await open();
    const list = deferred(client.scoreChanges, 'list');
    const refreshed = model.refresh();
    await settled();
    await page.correction.loadVersions();
    list.resolve([scoreChange({ kind: 'void' })]);
    await refreshed;
    expect(page.correction.change.preview?.id).toBe('X1');
  });

  it('has versions to choose from while another is on its way', async () => {
    const { client, page } = await open();
    const proposed = deferred(client.scoreChanges, 'proposeVoid');
    const voided = page.correction.void(testInsight(), 'drop', 'wrong');
    await page.correction.loadVersions();
    expect(page.correction.versions).not.toBeNull();
    proposed.resolve(scoreChange({ kind: 'void' }));
    await voided;
    expect(page.correction.change.preview?.id).toBe('X1');
  });

  it('says why it was not taken, and nothing else of the page is out of date', async () => {
    const { client, model, page } = await open();
    client.fault = unreachable();
    await page.correction.void(testInsight(), 'drop', 'wrong');
    await settled();
    expect(page.correction.change.error).toBe(client.fault);
    expect(model.error).toBeNull();
  });
});
