import type { ManualWork, WorkQuestion } from '../../api/schemas';

/** An answer: somebody's work, and a question of it. */
export interface IAnswerPlace {
  workId: string;
  question: string;
}

/** In which order answers are gone through: one question of all students, or all questions of one student. */
export type WalkOrder = 'question' | 'student';

/** Whether two places are the same answer. */
export function samePlace(
  one: IAnswerPlace | null,
  other: IAnswerPlace | null
): boolean {
  return one?.workId === other?.workId && one?.question === other?.question;
}

/** All answers, in the order in which they are gone through. */
export function placesOf(
  works: readonly ManualWork[],
  order: WalkOrder,
  question: string | null
): IAnswerPlace[] {
  return works.flatMap(work =>
    work.questions
      .filter(one => order === 'student' || one.question === question)
      .map(one => ({ workId: work.id, question: one.question }))
  );
}

/** The answer at a place; null where there is none. */
export function answerAt(
  works: readonly ManualWork[],
  place: IAnswerPlace | null
): { work: ManualWork; question: WorkQuestion } | null {
  const work = works.find(one => one.id === place?.workId);
  const question = work?.questions.find(
    one => one.question === place?.question
  );
  return work && question ? { work, question } : null;
}

/**
 * The place `step` (1 or -1) from `from` on, or the first one there where `wanted` holds.
 *
 * A search goes round once: what was left out before is found as well. A step without one ends at the ends.
 */
export function nextPlace(
  places: readonly IAnswerPlace[],
  from: IAnswerPlace | null,
  step: 1 | -1,
  wanted?: (place: IAnswerPlace) => boolean
): IAnswerPlace | null {
  const start = places.findIndex(one => samePlace(one, from));
  if (!wanted) {
    return places[start + step] ?? null;
  }
  for (let count = 1; count <= places.length; count++) {
    const index = (start + step * count + places.length) % places.length;
    if (wanted(places[index])) {
      return places[index];
    }
  }
  return null;
}
