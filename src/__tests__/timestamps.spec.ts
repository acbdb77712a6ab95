import {
  dueTime,
  shortTime,
  timeAgo,
  timeLeft,
  timeSince,
  zoneName
} from '../timestamps';

const MORNING = '2026-11-21T09:05:00';

describe('a time for people', () => {
  it('has no zero before the hour', () => {
    const now = new Date(MORNING);
    expect(shortTime(MORNING, now)).toMatch(/^9:05/);
    expect(dueTime(MORNING, now)).toMatch(/ 9:05/);
  });
});

describe('a time before now', () => {
  const now = new Date('2026-11-21T12:00:00Z');

  it.each([
    ['2026-11-21T12:00:03Z', 'now'],
    ['2026-11-21T11:59:57Z', 'now'],
    ['2026-11-21T11:59:34Z', '25 sec. ago'],
    ['2026-11-21T11:58:01Z', '1 min. ago'],
    ['2026-11-21T09:59:59Z', '2 hr. ago']
  ])('%s is %s', (time, words) => {
    expect(timeAgo(time, now)).toBe(words);
  });

  it('is told as it is after a day', () => {
    expect(timeAgo('2026-11-19T12:00:00Z', now)).toMatch(/19/);
  });

  it('tells how long something has been so', () => {
    expect(timeSince('2026-11-21T11:52:30Z', now)).toBe('7 min');
    expect(timeSince('2026-11-21T09:30:00Z', now)).toBe('2 hr');
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

describe('a time that is ahead', () => {
  const now = new Date('2026-11-21T12:00:00Z');

  it.each([
    ['2026-11-25T16:59:00Z', '4 days 4 hr'],
    ['2026-11-23T12:30:00Z', '2 days'],
    ['2026-11-21T17:12:30Z', '5 hr 12 min'],
    ['2026-11-21T12:12:59Z', '12 min'],
    ['2026-11-21T12:00:59Z', '0 min'],
    ['2026-11-21T12:00:00Z', null]
  ])('%s is %s away', (time, words) => {
    expect(timeLeft(time, now)).toBe(words);
  });
});
