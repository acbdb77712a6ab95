/** Scores and sizes as people read them. */

import { perLocale } from './locale';

const number = perLocale(
  language => new Intl.NumberFormat(language, { maximumFractionDigits: 2 })
);

/** Points with at most two decimals. */
export function points(value: number): string {
  return number().format(value);
}

/** `8/10`. */
export function scoreOf(score: number, maxScore: number): string {
  return `${points(score)}/${points(maxScore)}`;
}

const UNITS = ['B', 'kB', 'MB', 'GB'];

/** `12 kB`, in powers of 1000. */
export function fileSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = value < 10 && unit > 0 ? 1 : 0;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** The beginning of a checksum, enough to compare by eye. */
export function shortHash(sha256: string): string {
  return sha256.slice(0, 12);
}
