import type { QuestionResult, ShownQuestion } from './api/schemas';

/** What of a cell says which question it belongs to. */
export interface IQuestionCell {
  type: string;
  source: string;
  metadata: Readonly<Record<string, unknown>>;
}

/** Otter's cell with the public tests of a question. */
const CHECK = /^\s*grader\.check\(\s*["']([^"']+)["']\s*\)\s*;?\s*$/;

/** Otter leaves these only around questions that a person grades; one cell may end a question and begin another. */
const MARKS = /<!--\s*(BEGIN|END) QUESTION\s*-->/g;

/**
 * Which cell each question's result stands at, by position: its tests, or what a person grades.
 *
 * A question whose cell is gone has none.
 */
export function placesOf<T extends QuestionResult | ShownQuestion>(
  questions: readonly T[],
  cells: readonly IQuestionCell[]
): Map<T, number> {
  const named = new Map<string, number>();
  cells.forEach((cell, position) => {
    const name = gradeId(cell) ?? CHECK.exec(cell.source)?.[1];
    if (name !== undefined && (cell.type === 'code' || gradeId(cell))) {
      named.set(name, position);
    }
  });
  const places = new Map<T, number>();
  const unnamed: T[] = [];
  for (const question of questions) {
    const position = named.get(question.name);
    if (position !== undefined) {
      places.set(question, position);
    } else if (question.manual) {
      unnamed.push(question);
    }
  }
  const written = writtenAnswers(cells);
  // They have no names; with one of them gone there is no saying which.
  if (written.length === unnamed.length) {
    unnamed.forEach((question, index) => places.set(question, written[index]));
  }
  return places;
}

/** Positions of the last cells of the questions that Otter marks. */
function writtenAnswers(cells: readonly IQuestionCell[]): number[] {
  const found: number[] = [];
  let begun: number | null = null;
  cells.forEach((cell, position) => {
    if (cell.type !== 'markdown') {
      return;
    }
    for (const [, mark] of cell.source.matchAll(MARKS)) {
      if (mark === 'BEGIN') {
        begun = position;
      } else if (begun !== null) {
        found.push(Math.max(begun, position - 1));
        begun = null;
      }
    }
  });
  return found;
}

function gradeId({ metadata }: IQuestionCell): string | undefined {
  const marks = metadata.nbgrader as
    { grade?: unknown; grade_id?: unknown } | undefined;
  return marks?.grade && typeof marks.grade_id === 'string'
    ? marks.grade_id
    : undefined;
}
