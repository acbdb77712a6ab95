import type { TranslationBundle } from '@jupyterlab/translation';
import type { IRestored } from '../api/own-work';

/** What became of the files when an attempt was put back. */
export function restoredWords(
  { attempt, backup, written }: IRestored,
  trans: TranslationBundle
): string {
  if (written.length === 0) {
    return trans.__(
      'Your files are as in attempt %1 already; nothing was changed.',
      attempt
    );
  }
  return backup
    ? trans.__(
        'Attempt %1 is back. Your files as they were are in %2.',
        attempt,
        backup
      )
    : trans.__('Attempt %1 is back.', attempt);
}
