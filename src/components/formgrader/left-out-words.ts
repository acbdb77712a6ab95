import type { TranslationBundle } from '@jupyterlab/translation';
import type { ScoreChangePreview } from '../../api/schemas';

/** Which submissions a change of scores leaves as they are, and why: a sentence each. */
export function leftOutWords(
  { counts }: ScoreChangePreview,
  trans: TranslationBundle
): string[] {
  const { failed = 0, outdated = 0 } = counts;
  return [
    ...(failed > 0
      ? [
          trans._n(
            '%1 could not be graded and keeps its score.',
            '%1 could not be graded and keep their scores.',
            failed
          )
        ]
      : []),
    ...(outdated > 0
      ? [
          trans._n(
            '%1 has got another score meanwhile and keeps that.',
            '%1 have got another score meanwhile and keep that.',
            outdated
          )
        ]
      : [])
  ];
}
