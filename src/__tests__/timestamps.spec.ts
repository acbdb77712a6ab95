import { dueTime, shortTime, zoneName } from '../timestamps';

const MORNING = '2026-11-21T09:05:00';

describe('a time for people', () => {
  it('has no zero before the hour', () => {
    const now = new Date(MORNING);
    expect(shortTime(MORNING, now)).toMatch(/^9:05/);
    expect(dueTime(MORNING, now)).toMatch(/ 9:05/);
  });
});

describe('the name of a zone', () => {
  const winter = new Date('2026-01-15T12:00:00Z');

  it('has the offset that holds at the time', () => {
    expect(zoneName(winter, 'Europe/Berlin')).toBe('Europe/Berlin, GMT+1');
    const summer = new Date('2026-07-15T12:00:00Z');
    expect(zoneName(summer, 'Europe/Berlin')).toBe('Europe/Berlin, GMT+2');
  });

  it.each(['UTC', 'Etc/UTC', 'GMT'])('says %s once', zone => {
    expect(zoneName(winter, zone)).toBe('UTC');
  });
});
