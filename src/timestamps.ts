/** Times as people read them: local zone, words of the page's language. All input is ISO 8601. */

import { locale, perLocale } from './locale';

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Milliseconds within which a relative time stays as it is: often enough to be true, seldom enough to be calm. */
export const CALM = 5 * SECOND;

const SAME_DAY: Intl.DateTimeFormatOptions = {
  hour: 'numeric',
  minute: '2-digit'
};
const SAME_YEAR: Intl.DateTimeFormatOptions = {
  ...SAME_DAY,
  day: 'numeric',
  month: 'short'
};
const OTHER_YEAR: Intl.DateTimeFormatOptions = {
  ...SAME_YEAR,
  year: 'numeric'
};

function sameDay(a: Date, b: Date): boolean {
  return a.toDateString() === b.toDateString();
}

/** `12:03` today, `3 Nov, 12:03` this year, else with the year. */
export function shortTime(iso: string, now: Date = new Date()): string {
  const time = new Date(iso);
  if (sameDay(time, now)) {
    return time.toLocaleTimeString(locale(), SAME_DAY);
  }
  const sameYear = time.getFullYear() === now.getFullYear();
  return time.toLocaleString(locale(), sameYear ? SAME_YEAR : OTHER_YEAR);
}

const ago = perLocale(
  language =>
    new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' })
);

/** `now`, `25 sec. ago`, `3 min. ago`, `2 hr. ago`; after a day the time itself. */
export function timeAgo(iso: string, now: Date): string {
  const age = Math.max(0, now.getTime() - new Date(iso).getTime());
  if (age < MINUTE) {
    return ago().format((-Math.floor(age / CALM) * CALM) / SECOND, 'second');
  }
  if (age < HOUR) {
    return ago().format(-Math.floor(age / MINUTE), 'minute');
  }
  return age < DAY
    ? ago().format(-Math.floor(age / HOUR), 'hour')
    : shortTime(iso, now);
}

/** How long something has been so: `7 min`, `2 hr`. */
export function timeSince(iso: string, now: Date): string {
  const age = Math.max(0, now.getTime() - new Date(iso).getTime());
  const [unit, length] =
    age < HOUR ? (['minute', MINUTE] as const) : (['hour', HOUR] as const);
  return Math.floor(age / length).toLocaleString(locale(), {
    style: 'unit',
    unit,
    unitDisplay: 'short'
  });
}

/** Date, time with seconds, and the zone: for receipts and tooltips. */
export function exactTime(iso: string): string {
  return new Date(iso).toLocaleString(locale(), {
    dateStyle: 'medium',
    timeStyle: 'long'
  });
}

/** `Sat 28 Nov, 23:59`, with the year when it is another one. */
export function dueTime(iso: string, now: Date = new Date()): string {
  const time = new Date(iso);
  const sameYear = time.getFullYear() === now.getFullYear();
  return time.toLocaleString(locale(), {
    ...(sameYear ? SAME_YEAR : OTHER_YEAR),
    weekday: 'short'
  });
}

/** `Tue 24 Nov 2026, 23:59` as the clocks of a time zone show it; of this browser's, if it does not know that one. */
export function timeIn(iso: string, timeZone: string): string {
  const options = { ...OTHER_YEAR, weekday: 'short' } as const;
  const time = new Date(iso);
  try {
    return time.toLocaleString(locale(), { ...options, timeZone });
  } catch (reason) {
    if (reason instanceof RangeError) {
      return time.toLocaleString(locale(), options);
    }
    throw reason;
  }
}

/** How long it is until then: `3 days 4 hr`, `5 hr 12 min`, `12 min`, `0 min` in the last minute; null when it is over. */
export function timeLeft(iso: string, now: Date = new Date()): string | null {
  const left = new Date(iso).getTime() - now.getTime();
  if (left <= 0) {
    return null;
  }
  const units = [
    ['day', DAY],
    ['hour', HOUR],
    ['minute', MINUTE]
  ] as const;
  const first = units.findIndex(([, length]) => left >= length);
  const shown = units.slice(first, first + 2);
  return (first < 0 ? units.slice(-1) : shown)
    .map(([unit, length], index) => {
      const rest = index === 0 ? left : left % shown[0][1];
      return [unit, Math.floor(rest / length)] as const;
    })
    .filter(([, count], index) => index === 0 || count > 0)
    .map(([unit, count]) =>
      count.toLocaleString(locale(), {
        style: 'unit',
        unit,
        unitDisplay: 'short'
      })
    )
    .join(' ');
}

/** Whether `iso` lies before `now`. */
export function isPast(iso: string, now: Date = new Date()): boolean {
  return new Date(iso).getTime() < now.getTime();
}

/** Whether `iso` is still ahead, but by less than a day. */
export function isSoon(iso: string, now: Date = new Date()): boolean {
  const ahead = new Date(iso).getTime() - now.getTime();
  return ahead >= 0 && ahead < DAY;
}

/** Names that systems have for the zone without an offset. */
const UTC = /^(Etc\/)?(UTC|UCT|Universal|Zulu|GMT)$/;

/** Name of a zone, that of this browser's times if none is given: `Europe/Berlin, GMT+1`, or just `UTC`. */
export function zoneName(
  at: Date = new Date(),
  zone: string = Intl.DateTimeFormat().resolvedOptions().timeZone
): string {
  if (UTC.test(zone)) {
    return 'UTC';
  }
  const offset = new Intl.DateTimeFormat(locale(), {
    timeZone: zone,
    timeZoneName: 'shortOffset'
  })
    .formatToParts(at)
    .find(part => part.type === 'timeZoneName')?.value;
  return offset ? `${zone}, ${offset}` : zone;
}

/** Value of a `datetime-local` input, in the browser's zone. */
export function toLocalInput(time: Date): string {
  const local = new Date(time.getTime() - time.getTimezoneOffset() * MINUTE);
  return local.toISOString().slice(0, 16);
}

/** The moment that a `datetime-local` input means, or null when it is empty or no time. */
export function fromLocalInput(value: string): string | null {
  const time = new Date(value);
  return value && !Number.isNaN(time.getTime()) ? time.toISOString() : null;
}
