import type { TranslationBundle } from '@jupyterlab/translation';
import type {
  AssignmentInsight,
  ErrorPlace,
  HandInBin,
  ScoreSummary
} from '../../../api/schemas';
import { perLocale } from '../../../locale';
import { points } from '../../../quantities';
import { shortTime } from '../../../timestamps';

/** Students below which the numbers of tests say little. */
export const FEW = 20;

const percent = perLocale(
  language =>
    new Intl.NumberFormat(language, {
      style: 'percent',
      maximumFractionDigits: 0
    })
);
const twoDigits = perLocale(
  language =>
    new Intl.NumberFormat(language, {
      minimumFractionDigits: 2,
      maximumFractionDigits: 2
    })
);

/** `85 %`; of a share from 0 to 1. */
export function share(value: number): string {
  return percent().format(value);
}

/** `0.42`; `–` where it can't be said. */
export function coefficient(value: number | null | undefined): string {
  if (value === null || value === undefined) {
    return '–';
  }
  // No “-0.00”.
  return twoDigits().format(Math.round(value * 100) / 100 || 0);
}

/** Who is in it. */
export function peopleSentence(
  insight: AssignmentInsight,
  trans: TranslationBundle
): string {
  const said = trans._n(
    '%1 student, %2 handed in, %3 graded.',
    '%1 students, %2 handed in, %3 graded.',
    insight.students,
    insight.handed_in,
    insight.graded
  );
  return insight.pending > 0
    ? `${said} ${trans._n('%1 waits for points of a person.', '%1 wait for points of a person.', insight.pending)}`
    : said;
}

/** What the histogram shows. */
export function scoreSentence(
  scores: ScoreSummary,
  trans: TranslationBundle
): string {
  const { deviation, highest, lowest, mean, median } = scores;
  return trans.__(
    'Mean %1 %, median %2 %, standard deviation %3, from %4 % to %5 %.',
    ...[mean, median, deviation, lowest, highest].map(value =>
      points(value ?? 0)
    )
  );
}

/** When a bar begins. */
export function binWord(bin: HandInBin): string {
  return shortTime(bin.at);
}

/** What a bar spans. */
export function spanSentence(hours: number, trans: TranslationBundle): string {
  return hours < 24
    ? trans._n('%1 hour a bar.', '%1 hours a bar.', hours)
    : trans._n('%1 day a bar.', '%1 days a bar.', hours / 24);
}

/** Where an error was raised. */
export function placeWord(place: ErrorPlace, trans: TranslationBundle): string {
  return typeof place.cell === 'number'
    ? trans.__('cell %1 of %2', place.cell, place.notebook)
    : (place.test ?? place.question ?? place.notebook);
}
