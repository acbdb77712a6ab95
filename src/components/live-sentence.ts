import type { TranslationBundle } from '@jupyterlab/translation';

/** What students are told while the live classroom of a course is on. */
export function liveSentence(course: string, trans: TranslationBundle): string {
  return trans.__(
    'Staff of %1 can see this notebook when you save it.',
    course
  );
}

/** The same of all notebooks of the course. */
export function liveCourseSentence(
  course: string,
  trans: TranslationBundle
): string {
  return trans.__(
    'Staff of %1 can see your notebooks of its assignments when you save them.',
    course
  );
}
