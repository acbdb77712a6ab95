import type { TranslationBundle } from '@jupyterlab/translation';
import type { IPendingSubmission } from '../api/local';

/** The state of a submission on the disk in a few words. */
export function pendingWords(
  { state }: Pick<IPendingSubmission, 'state'>,
  trans: TranslationBundle
): string {
  return state === 'refused'
    ? trans.__('Not accepted')
    : trans.__('Waiting to be sent');
}

/** The same as a sentence: the pill, the panel and the notification say it alike. */
export function pendingSentence(
  { assignment, state }: Pick<IPendingSubmission, 'assignment' | 'state'>,
  trans: TranslationBundle
): string {
  return state === 'refused'
    ? trans.__('“%1” was not accepted.', assignment)
    : trans.__(
        // JupyterLab's notifications cut what is longer than 140 characters.
        '“%1” has not arrived yet: it is kept on disk and sent by itself as soon as the service answers.',
        assignment
      );
}

/** What to do with one that a closed assignment refused, now that it is open. */
export function reopenedSentence(trans: TranslationBundle): string {
  return trans.__('The assignment is open again: submit once more.');
}
