import type { ManualScore, RubricItem } from './api/schemas';

/** What a grader has typed and chosen for an answer, before it is saved. */
export interface IEntry {
  /** As typed; empty: the points follow from the items. */
  points: string;
  /** Ids of the rubric items that hold. */
  items: readonly string[];
}

export const NOTHING: IEntry = { points: '', items: [] };

/** What an answer has already, to be changed. */
export function entryOf(score: ManualScore | null | undefined): IEntry {
  if (!score) {
    return NOTHING;
  }
  // Points that follow from the items are not typed: they shall follow the next item as well.
  const typed = score.items.length === 0 || score.adjustment !== 0;
  return {
    points: typed && score.points !== null ? String(score.points) : '',
    items: score.items
  };
}

/** Points as a person types them, with a point or a comma; null: that is no number of points. */
export function readPoints(text: string): number | null {
  const plain = text.trim().replace(',', '.');
  return /^(\d+(\.\d*)?|\.\d+)$/.test(plain) ? Number(plain) : null;
}

/** The points that follow from rubric items, as the service reckons them. */
export function pointsOfItems(
  chosen: readonly string[],
  rubric: readonly RubricItem[],
  maxScore: number
): number {
  const start = rubric.every(item => item.points < 0) ? maxScore : 0;
  const sum = rubric
    .filter(item => chosen.includes(item.id))
    .reduce((total, item) => total + item.points, start);
  return Math.min(Math.max(sum, 0), maxScore);
}

/** What is wrong with an entry. */
export type EntryFault = 'nothing' | 'no_number' | 'too_many';

/** What is wrong with an entry; null: it can be saved. */
export function faultOfEntry(
  entry: IEntry,
  maxScore: number
): EntryFault | null {
  if (entry.points.trim() === '') {
    return entry.items.length > 0 ? null : 'nothing';
  }
  const points = readPoints(entry.points);
  if (points === null) {
    return 'no_number';
  }
  return points > maxScore ? 'too_many' : null;
}
