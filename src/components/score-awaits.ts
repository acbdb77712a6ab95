import type { TranslationBundle } from '@jupyterlab/translation';
import type { ScoreShown } from '../api/schemas';

/** Why a graded submission shows no score. */
export function awaitsSentence(
  awaits: ScoreShown,
  trans: TranslationBundle
): string {
  return awaits === 'when_final'
    ? trans.__('Score will be shown when the grades of the course are final.')
    : trans.__('Score will be shown after feedback is released.');
}
