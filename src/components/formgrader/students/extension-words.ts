import type { TranslationBundle } from '@jupyterlab/translation';
import type { Extension } from '../../../api/schemas';
import { dueTime } from '../../../timestamps';

/** What an extension gives. */
export function extensionWords(
  one: Extension,
  trans: TranslationBundle
): string {
  const said: string[] = [];
  if (one.due_at) {
    said.push(trans.__('due %1', dueTime(one.due_at)));
  }
  if (one.closes_at) {
    said.push(trans.__('closes %1', dueTime(one.closes_at)));
  }
  if (one.extra_attempts) {
    said.push(
      trans._n('%1 more attempt', '%1 more attempts', one.extra_attempts)
    );
  }
  return said.join(' · ');
}
