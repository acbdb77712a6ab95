import { ApiError } from '../../../api/errors';
import { insight, testInsight } from '../../fake-insight';
import { settled } from '../../live';
import { enrollment, submission, unreachable } from '../../samples';
import { openSubmissions } from '../../submissions-page';

describe('the chosen submissions', () => {
  it('are those that are shown: a filter takes the others out', async () => {
    const { list } = await openSubmissions();
    list.marks.mark(['S0', 'S1'], true);
    list.setFilter({ text: 'u1' });
    list.setFilter({ text: '' });
    expect(list.marked.map(({ id }) => id)).toEqual(['S1']);
  });

  it('are graded in batches, each of one assignment', async () => {
    const { client, list } = await openSubmissions(250);
    client.submissionList.push(
      submission({ id: 'T', user: 'u1', assignment_id: 'A2' })
    );
    list.setFilter({ everywhere: true });
    await settled();
    list.marks.mark(
      client.submissionList.map(({ id }) => id),
      true
    );
    client.calls.length = 0;
    await list.act('grade');
    expect(client.calls.filter(call => call.startsWith('grade '))).toEqual([
      'grade 100 of A1',
      'grade 100 of A1',
      'grade 50 of A1',
      'grade 1 of A2'
    ]);
    expect(list.acts.run).toMatchObject({ tried: 251, running: false });
  });

  it('that were refused are named, and the others are done', async () => {
    const { client, list } = await openSubmissions();
    client.many.refusals = { S1: 'It is being graded already.' };
    list.marks.mark(['S0', 'S1'], true);
    await list.act('grade');
    expect(
      list.acts.run?.refused.map(one => [one.row.id, String(one.reason)])
    ).toEqual([['S1', 'ApiError: It is being graded already.']]);
  });

  it('wait no longer when the service does not answer', async () => {
    const { client, list } = await openSubmissions(250);
    list.marks.mark(
      client.submissionList.map(({ id }) => id),
      true
    );
    client.fault = unreachable();
    await list.act('withhold');
    expect(list.acts.run).toMatchObject({
      fault: client.fault,
      tried: 0,
      running: false
    });
  });

  it('can be stopped between two batches', async () => {
    const { client, list } = await openSubmissions(250);
    list.marks.mark(
      client.submissionList.map(({ id }) => id),
      true
    );
    const done = list.act('grade');
    list.acts.run?.stop();
    await done;
    expect(list.acts.run).toMatchObject({ tried: 100, stopped: true });
  });

  it('get feedback where there is none, which is released then', async () => {
    const { client, list } = await openSubmissions();
    client.many.feedbackStates = { S1: { graded: false } };
    list.marks.mark(['S0', 'S1'], true);
    await list.act('release');
    expect(client.calls.slice(0, 4)).toEqual([
      'generate S0 S1',
      'feedbackStates',
      'release S0 S1',
      'feedbackStates'
    ]);
    expect(list.acts.run?.refused.map(one => one.reason)).toEqual([
      'not_graded'
    ]);
    expect(list.rows?.find(({ id }) => id === 'S0')?.released).toBe(true);
  });
});

describe('feedback that is stopped while it is made', () => {
  it('is told of as not tried, not as what could not be made', async () => {
    const { client, list } = await openSubmissions();
    client.many.feedbackStates = { S0: { state: 'generating' } };
    list.marks.mark(['S0', 'S1'], true);
    const done = list.act('release');
    await settled();
    list.acts.run?.stop();
    await done;
    expect(client.calls).not.toContain('release S0 S1');
    expect(list.acts.run).toMatchObject({ tried: 0, refused: [] });
  });
});

describe('a hand-in for a student', () => {
  const files = [
    {
      path: 'hw1.ipynb',
      file: { name: 'x.ipynb', read: async () => new ArrayBuffer(3) }
    }
  ];

  it('says what it would be, is sent, and is shown', async () => {
    const { client, list } = await openSubmissions();
    client.roster.list = [
      enrollment({ user: 'u1' }),
      enrollment({ user: 'tom', role: 'ta' })
    ];
    await list.handIn.begin('C1');
    expect(list.handIn.students?.map(({ user }) => user)).toEqual(['u1']);
    await list.handIn.look('A1', 'u1');
    expect(list.handIn.outlook).toMatchObject({ attempt: 2, late: true });
    client.submissionList.push(
      submission({ id: 'S9', user: 'u1', attempt: 2 })
    );
    await list.handInFor('A1', 'u1', files, 'was ill');
    expect(client.calls).toContain('hand in A1 u1: was ill');
    expect(client.many.handIns[0].bundle.type).toBe('application/zip');
    expect(list.handIn.open).toBe(false);
    expect(list.handIn.made?.id).toBe('S9');
    expect(list.detail.wanted).toBe('S9');
    expect(list.rows?.[0].id).toBe('S9');
  });

  it('without an answer is sent again as the same, after a refusal as another', async () => {
    const { client, list } = await openSubmissions();
    await list.handIn.begin('C1');
    const keys: string[] = [];
    const send = async (fault: ApiError): Promise<void> => {
      client.fault = fault;
      await list.handInFor('A1', 'u1', files, 'was ill');
      keys.push(client.many.handIns[client.many.handIns.length - 1].key);
    };
    await send(unreachable());
    expect(list.handIn.error).toBe(client.fault);
    expect(list.handIn.open).toBe(true);
    await send(
      new ApiError({ code: 'invalid_bundle', message: '', status: 422 })
    );
    await send(unreachable());
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[1]);
  });
});

describe('a filter by test or error', () => {
  const failing = { notebook: 'hw1.ipynb', question: 'q1', test: 'q1 - 1' };

  it('leaves the submissions that the service names, with the other filters', async () => {
    const { client, list } = await openSubmissions();
    client.insight.found = ['S0', 'S2'];
    list.setFilter({ failing });
    // Nobody is listed before it is known who.
    expect(list.shown).toBeNull();
    await settled();
    expect(list.shown?.map(({ id }) => id)).toEqual(['S0', 'S2']);
    list.setFilter({ text: 'u2' });
    expect(list.shown?.map(({ id }) => id)).toEqual(['S2']);
    list.setFilter({ text: '', failing: null });
    expect(list.shown).toHaveLength(3);
  });

  it('is in an address, says what the error is, and is of one assignment', async () => {
    const { client, list, model } = await openSubmissions();
    client.insight.found = ['S1'];
    const error = '0123456789abcdef';
    model.go({
      page: 'submissions',
      course: 'C1',
      assignment: 'A1',
      query: { error }
    });
    await settled();
    expect(client.calls).toContain(`works A1 {"error":"${error}"}`);
    expect(list.shown?.map(({ id }) => id)).toEqual(['S1']);
    expect(list.named.pattern).toBe('KeyError: …');
    list.setFilter({ everywhere: true });
    await settled();
    expect(list.shown).toHaveLength(3);
  });

  it('offers the tests that somebody fails', async () => {
    const { client, list } = await openSubmissions();
    client.insight.content = insight({
      tests: [testInsight(), testInsight({ test: 'q1 - 2', passed: 2 })]
    });
    await list.loadTests();
    expect(list.named.tests?.map(({ test }) => test)).toEqual(['q1 - 1']);
  });
});

describe('the files of many', () => {
  it('come as one archive, and it is said how far it is', async () => {
    const { client, list } = await openSubmissions();
    const seen: unknown[] = [];
    list.changed.connect(() =>
      seen.push([
        list.download.running,
        list.download.received,
        list.download.total
      ])
    );
    const files = await list.download.begin('C1', ['S0', 'S1']);
    expect(files?.size).toBe(2);
    expect(client.calls).toContain('archive S0 S1 of C1');
    expect(seen).toEqual([
      [true, 0, null],
      [true, 2, 4],
      [false, 2, 4]
    ]);
    list.download.close();
    expect(list.download.count).toBeNull();
  });

  it('that do not come are said to, but not where somebody stopped it', async () => {
    const { client, list } = await openSubmissions();
    client.fault = unreachable();
    expect(await list.download.begin('C1', ['S0'])).toBeNull();
    expect(list.download.error).toBe(client.fault);
    const stopped = list.download.begin('C1', ['S0']);
    list.download.stop();
    expect(await stopped).toBeNull();
    expect(list.download).toMatchObject({ error: null, stopped: true });
  });
});

describe('a notebook as it was run', () => {
  it('is asked for when it is wanted, and forgotten with its submission', async () => {
    const { client, list } = await openSubmissions();
    list.selectSubmission('S0');
    await settled();
    const { executed } = list.detail;
    expect(client.calls.some(call => call.startsWith('executed'))).toBe(false);
    await executed.read('S0');
    expect(executed.shown?.path).toBe('a.ipynb');
    await executed.read('S0', 1);
    expect(executed.shown?.path).toBe('b.ipynb');
    list.selectSubmission('S1');
    await settled();
    expect([executed.notebooks, executed.shown]).toEqual([null, null]);
  });
});

describe('gradings that were begun', () => {
  it('are counted as pushes say that they are over', async () => {
    const { client, list, pushes } = await openSubmissions();
    client.submissionList = client.submissionList.map(one => ({
      ...one,
      state: 'queued' as const
    }));
    list.marks.mark(['S0', 'S1'], true);
    await list.act('grade');
    expect(list.acts.run).toMatchObject({ begun: 2, ended: 0, awaited: 2 });
    const push = (type: 'grading_failed' | 'submission_graded', id: string) =>
      pushes.pushAbout({ id, assignment_id: 'A1', user: 'u' }, type);
    push('submission_graded', 'S0');
    push('submission_graded', 'S2');
    expect(list.acts.run).toMatchObject({ ended: 1, failed: 0 });
    push('grading_failed', 'S1');
    expect(list.acts.run).toMatchObject({ ended: 2, failed: 1, awaited: 0 });
  });

  it('are found in the table where no push came', async () => {
    const { client, list, model } = await openSubmissions();
    const graded = client.submissionList;
    client.submissionList = graded.map(one => ({
      ...one,
      state: 'queued' as const
    }));
    list.marks.mark(['S0', 'S1'], true);
    await list.act('grade');
    client.submissionList = graded;
    await model.refresh();
    expect(list.acts.run).toMatchObject({ ended: 2, failed: 0 });
  });
});
