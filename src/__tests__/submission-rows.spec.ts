import { writeIn } from '../locale';
import { ALL, filtered, type ISubmissionFilter } from '../submission-filter';
import {
  rowsOf,
  withSubmission,
  type ISubmissionRow
} from '../submission-rows';
import { submissionsCsv } from '../submissions-csv';
import { FakeMany } from './fake-many';
import { submission } from './samples';

const SUBMISSIONS = [
  submission({
    id: 'S4',
    user: 'u10',
    late: true,
    state: 'graded',
    score: 10,
    max_score: 10,
    penalty: 4
  }),
  submission({ id: 'S3', user: 'u2', assignment_id: 'A2', assignment: 'hw2' }),
  submission({ id: 'S2', user: 'u2', attempt: 2, state: 'graded', score: 0 }),
  submission({ id: 'S1', user: 'u2', state: 'failed' })
];

async function rows(): Promise<ISubmissionRow[]> {
  const many = new FakeMany(
    (_, answer) => Promise.resolve(answer),
    () => SUBMISSIONS
  );
  many.sections = { u10: 'B' };
  return rowsOf(await many.table('C1', null));
}

const ids = (found: readonly { id: string }[]): string[] =>
  found.map(({ id }) => id);

const NOTHING = { asked: new Set<string>(), works: null };

describe('the rows of the table of submissions', () => {
  it('are in the order of the language of the words', async () => {
    const many = new FakeMany(
      (_, answer) => Promise.resolve(answer),
      () => [submission({ user: 'zoe' }), submission({ user: 'ärla' })]
    );
    const first = async (): Promise<string | undefined> =>
      rowsOf(await many.table('C1', null)).find(row => row.order === 0)?.user;
    writeIn('sv');
    expect(await first()).toBe('zoe');
    writeIn('en');
    expect(await first()).toBe('ärla');
  });

  it.each<[Partial<ISubmissionFilter>, string[]]>([
    [{}, ['S4', 'S3', 'S2']],
    [{ latestOnly: false }, ['S4', 'S3', 'S2', 'S1']],
    [{ latestOnly: false, state: 'failed' }, ['S1']],
    [{ section: 'B' }, ['S4']],
    [{ late: false }, ['S3', 'S2']],
    // The late penalty is off, and who has no score is below all.
    [{ least: 60 }, ['S4', 'S2']],
    [{ least: 61 }, ['S2']],
    [{ most: 60 }, ['S4', 'S3']],
    [{ text: ' U1 ' }, ['S4']]
  ])('are those that %j leaves', async (change, left) => {
    const all = await rows();
    expect(ids(filtered(all, { ...ALL, ...change }, NOTHING))).toEqual(left);
  });

  it('know who has handed in for a student, also when one comes', async () => {
    const next = submission({ id: 'S5', user: 'u2', submitted_by: '=tom' });
    const found = withSubmission(await rows(), next);
    expect(found.map(row => row.submitted_by)).toEqual([
      '=tom',
      ...SUBMISSIONS.map(() => null)
    ]);
    const [head, line] = submissionsCsv('cs1', found).content.split('\r\n');
    expect(head).toMatch(/,submitted_by$/);
    expect(line).toMatch(/,S5,'=tom$/);
  });

  it('know the order of names, with numbers as numbers', async () => {
    const order = new Map((await rows()).map(row => [row.user, row.order]));
    expect(order.get('u2')).toBeLessThan(order.get('u10') ?? -1);
  });

  it('take a new attempt in, which is the newest then', async () => {
    const next = submission({ id: 'S5', user: 'u2', attempt: 3 });
    const found = withSubmission(await rows(), next);
    expect(found.map(row => [row.id, row.newest])).toEqual([
      ['S5', true],
      ['S4', true],
      ['S3', true],
      ['S2', false],
      ['S1', false]
    ]);
  });

  it('put somebody new between the others', async () => {
    const found = withSubmission(
      await rows(),
      submission({ id: 'S6', user: 'u3' })
    );
    const names = [...found].sort((a, b) => a.order - b.order);
    expect([...new Set(names.map(row => row.user))]).toEqual([
      'u2',
      'u3',
      'u10'
    ]);
  });

  it('make a file whose cells compute nothing', async () => {
    const [row] = await rows();
    const { content } = submissionsCsv('cs1', [
      { ...row, user: '=1+1', name: 'A "B", C' }
    ]);
    expect(content.split('\r\n')[1]).toMatch(
      /^'=1\+1,"A ""B"", C",B,lab1,1,2026-11-21T11:03:00.000Z,true,graded,10,10,,4,false,S4,$/
    );
  });
});
