import type { TranslationBundle } from '@jupyterlab/translation';
import { Message } from '../../components/message';
import { askWhile } from './ask';

/** Say that work is looked at, until it has been; null = the user did not want to wait. */
export function showChecking<T>(
  name: string,
  work: Promise<T>,
  trans: TranslationBundle
): Promise<T | null> {
  return askWhile(work, {
    title: trans.__('Checking “%1”…', name),
    body: (
      <Message
        kind="loading"
        sentence={trans.__(
          'Your files are looked at, and the grading service is asked. Nothing is handed in yet.'
        )}
      />
    ),
    cancel: trans.__('Cancel')
  });
}
