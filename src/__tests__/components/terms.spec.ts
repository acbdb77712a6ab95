import {
  finalScoreWords,
  isLateNow,
  lateWords,
  termsWords
} from '../../components/terms';
import { english } from '../../english';
import { dueTime } from '../../timestamps';
import { assignment } from '../samples';

const NOW = new Date('2026-12-01T12:00:00Z');
const SOON = '2026-12-02T12:00:00Z';
const BEFORE = '2026-11-30T12:00:00Z';

const words = (change: Parameters<typeof assignment>[0]) =>
  termsWords(assignment(change), english, NOW);

describe('what holds for a student', () => {
  it('is nothing where nothing was set', () => {
    expect(words({})).toEqual([]);
    expect(words({ due_at: SOON, closes_at: SOON })).toEqual([]);
    expect(words({ closes_at: BEFORE, state: 'closed' })).toEqual([]);
  });

  it('names the closing, attempts and what lateness costs now', () => {
    expect(
      words({
        due_at: BEFORE,
        closes_at: SOON,
        attempts_left: 2,
        late_now: { amount: 20, unit: 'percent' }
      })
    ).toEqual([
      `Closes ${dueTime(SOON, NOW)}`,
      '2 attempts left',
      'Late now: −20 %'
    ]);
    expect(words({ closes_at: BEFORE })).toEqual([
      `Closed ${dueTime(BEFORE, NOW)}`
    ]);
    expect(words({ late_now: { amount: 1, unit: 'points' } })).toEqual([
      'Late now: −1 point'
    ]);
    expect(words({ late_now: { amount: 0, unit: 'percent' } })).toEqual([]);
  });

  it('says when there is another attempt', () => {
    expect(words({ attempts_left: 1 })).toEqual(['1 attempt left']);
    expect(words({ attempts_left: 0 })).toEqual(['No attempts left']);
    expect(words({ attempts_left: 0, attempts_again_at: SOON })).toEqual([
      `No attempt left until ${dueTime(SOON)}`
    ]);
  });

  it('is late only after the grace', () => {
    const late_policy = {
      unit: 'percent' as const,
      grace_minutes: 15,
      steps: []
    };
    const due_at = '2026-12-01T11:50:00Z';
    expect(isLateNow(assignment({ due_at }), NOW)).toBe(true);
    expect(isLateNow(assignment({ due_at, late_policy }), NOW)).toBe(false);
    expect(isLateNow(assignment(), NOW)).toBe(false);
  });

  it('tells what lateness has cost', () => {
    expect(lateWords(null, english)).toBe('late');
    expect(lateWords(0, english)).toBe('late');
    expect(lateWords(2.5, english)).toBe('late: −2.5 points');
    expect(
      finalScoreWords({ penalty: 2, final_score: 6, max_score: 10 }, english)
    ).toEqual(['Late: 2 points are taken off, so 6 of 10 count.']);
    expect(finalScoreWords({ penalty: 0, final_score: 8 }, english)).toEqual(
      []
    );
  });
});
