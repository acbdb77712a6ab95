/** Pixels: of a column at least and at most, and of a letter of its name and what stands beside it in the head. */
const NARROWEST = 112;
const WIDEST = 320;
const LETTER = 7.5;
const BESIDE = 36;

/**
 * Return how wide each column is: as wide as its name, as far as there is room for that.
 *
 * `room` is what all columns have together, in pixels.
 */
export function columnWidths(names: readonly string[], room: number): number[] {
  const wanted = names.map(
    name => Math.min(WIDEST, name.length * LETTER + BESIDE) - NARROWEST
  );
  const missing = wanted.map(more => Math.max(0, more));
  const all = missing.reduce((sum, more) => sum + more, 0);
  const free = Math.max(0, room - names.length * NARROWEST);
  const share = all > free ? free / all : 1;
  return missing.map(more => Math.floor(NARROWEST + more * share));
}
