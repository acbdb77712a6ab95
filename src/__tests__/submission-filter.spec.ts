import { ALL, filterOf, isShown, queryOf, SHOWN } from '../submission-filter';
import { submission } from './samples';

const waiting = submission({ id: 'waiting' });
const failed = submission({ id: 'failed', state: 'failed' });
const graded = submission({ id: 'graded', state: 'graded', pending: 0 });
const essay = submission({ id: 'essay', state: 'graded', pending: 3 });

describe('which submissions are shown', () => {
  it.each([
    [null, ['waiting', 'failed', 'graded', 'essay']],
    ['queued', ['waiting']],
    ['running', []],
    ['failed', ['failed']],
    ['graded', ['graded', 'essay']],
    ['not_graded', ['waiting', 'failed']],
    ['needs_manual_grade', ['essay']],
    ['asked', ['graded']]
  ] as const)('of those in state %s', (state, ids) => {
    const asked = new Set(['graded']);
    const shown = [waiting, failed, graded, essay].filter(one =>
      isShown(one, state, asked)
    );
    expect(shown.map(({ id }) => id)).toEqual(ids);
  });

  it('stands in an address, and comes back from it', () => {
    const filters = [
      ALL,
      { ...ALL, state: 'failed' as const, text: 'bo' },
      { ...ALL, state: 'asked' as const, latestOnly: false },
      {
        ...ALL,
        everywhere: true,
        section: 'A',
        late: false,
        least: 0,
        most: 99.5
      },
      {
        ...ALL,
        failing: { notebook: 'hw1.ipynb', question: 'q1', test: 'q1 - 1' }
      },
      { ...ALL, error: '0123456789abcdef' }
    ];
    expect(filters.map(filter => filterOf(queryOf(filter)))).toEqual(filters);
    expect(queryOf(ALL)).toEqual({});
  });

  it('is everything where an address says what there is not', () => {
    expect(
      filterOf({
        state: 'nonsense',
        attempts: '3',
        late: 'perhaps',
        least: '-1',
        most: 'x',
        error: 'E1'
      })
    ).toEqual(ALL);
  });

  it('has all attempts where somebody asks, perhaps about an older one', () => {
    expect(filterOf({ state: 'asked' }).latestOnly).toBe(false);
  });

  it('offers each state once', () => {
    expect(new Set(SHOWN).size).toBe(SHOWN.length);
  });
});
