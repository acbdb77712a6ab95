import type { TranslationBundle } from '@jupyterlab/translation';
import type { GradeResult, QuestionResult } from '../api/schemas';
import { points, scoreOf } from '../quantities';

interface IScore {
  score: number;
  max_score: number;
  /** Points of the maximum that a person has still to give. */
  pending: number;
}

/** `8/10, 5 more by hand`: tests are measured by what tests can give. */
export function scoreSoFar(
  { score, max_score: max, pending }: IScore,
  trans: TranslationBundle
): string {
  if (pending <= 0) {
    return scoreOf(score, max);
  }
  return pending < max
    ? trans.__(
        '%1, %2 more by hand',
        scoreOf(score, max - pending),
        points(pending)
      )
    : trans.__('%1 to come by hand', points(pending));
}

/** `2/3`, or what a person will give. */
export function questionScore(
  question: QuestionResult,
  trans: TranslationBundle
): string {
  return question.needs_manual_grade
    ? trans.__('up to %1, graded by hand', points(question.max_score))
    : scoreOf(question.score, question.max_score);
}

/** What of a result is still to come; empty when nothing is. */
export function manualSentence(
  result: GradeResult,
  trans: TranslationBundle
): string {
  return result.needs_manual_grade
    ? trans.__(
        '%1 of the %2 points are still to be given by a person.',
        points(result.pending),
        points(result.max_score)
      )
    : '';
}
