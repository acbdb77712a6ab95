import {
  byUrgency,
  countsOf,
  errorLine,
  EVERYTHING,
  fitting,
  sectionsOf
} from '../live-notebooks';
import { liveNotebook, minutesAgo, stuckNotebook } from './samples';

const BEN = stuckNotebook('ben', 6, { section: '10' });
const CHIARA = stuckNotebook('chiara', 40, { section: '2' });
const ALICE = liveNotebook({ display_name: 'Alice Ito', section: '2' });
const DAN = liveNotebook({ user: 'dan', state: 'idle', assignment_id: null });
const ALL = [ALICE, DAN, BEN, CHIARA];

const users = (change: object): string[] =>
  fitting(ALL, { ...EVERYTHING, ...change }).map(({ user }) => user);

describe('the notebooks of a live classroom', () => {
  it('stand with the most urgent first: stuck longest, then at work, then idle', () => {
    const zoe = liveNotebook({ user: 'zoe', saved_at: minutesAgo(0) });
    expect([zoe, ...ALL].sort(byUrgency).map(({ user }) => user)).toEqual([
      'chiara',
      'ben',
      'alice',
      'zoe',
      'dan'
    ]);
  });

  it('are found by assignment, or by having none', () => {
    expect(users({})).toHaveLength(4);
    expect(users({ assignmentId: 'A1' })).toEqual(['alice', 'ben', 'chiara']);
    expect(users({ assignmentId: '' })).toEqual(['dan']);
  });

  it('are found by section and state', () => {
    expect(users({ section: '2' })).toEqual(['alice', 'chiara']);
    expect(users({ section: '2', state: 'stuck' })).toEqual(['chiara']);
  });

  it.each([
    [' ITO', ['alice']],
    ['alice', ['alice']],
    ['nameerror: name', ['ben', 'chiara']],
    ['lab1.ipynb', ['alice', 'dan', 'ben', 'chiara']]
  ])('are found by “%s”', (text, found) => {
    expect(users({ text })).toEqual(found);
  });

  it('say which sections there are, and how many have which state', () => {
    expect(sectionsOf(ALL)).toEqual(['2', '10']);
    expect(countsOf(ALL)).toEqual({ working: 1, idle: 1, stuck: 2 });
  });

  it('tell an error as Python does', () => {
    expect(errorLine(BEN.error)).toBe("NameError: name 'x' is not defined");
    expect(errorLine({ name: 'KeyboardInterrupt', message: '' })).toBe(
      'KeyboardInterrupt'
    );
    expect(errorLine(null)).toBe('');
  });
});
