import type { TranslationBundle } from '@jupyterlab/translation';
import type { TodoItem } from '../../api/schemas';
import { dueTime, shortTime } from '../../timestamps';

/** What is to be done, in a sentence without its end. */
export function todoSentence(
  { count, kind }: TodoItem,
  trans: TranslationBundle
): string {
  switch (kind) {
    case 'needs_manual_grade':
      return trans._n(
        '%1 submission needs a manual grade',
        '%1 submissions need a manual grade',
        count
      );
    case 'grade_requests':
      return trans._n(
        '%1 request about a grade has no answer',
        '%1 requests about grades have no answer',
        count
      );
    case 'failed':
      return trans._n(
        '%1 submission could not be graded',
        '%1 submissions could not be graded',
        count
      );
    case 'passback':
      return trans._n(
        '%1 grade could not be passed back',
        '%1 grades could not be passed back',
        count
      );
    case 'not_started':
      return trans._n(
        '%1 student has not started what is due tonight',
        '%1 students have not started what is due tonight',
        count
      );
    case 'not_submitted':
      return trans._n(
        '%1 student has not submitted what is due tonight',
        '%1 students have not submitted what is due tonight',
        count
      );
    case 'workers_away':
      return count === 0
        ? trans.__('No worker takes jobs')
        : trans._n(
            'No worker takes jobs: %1 submission waits',
            'No worker takes jobs: %1 submissions wait',
            count
          );
    case 'queue_stuck':
      return trans._n(
        '%1 submission waits, and no worker begins it',
        '%1 submissions wait, and no worker begins them',
        count
      );
    default:
      // A newer service may know more kinds of work than this page.
      return `${kind.replaceAll('_', ' ')}: ${count}`;
  }
}

/** Of which assignment it is, and since or until when. */
export function todoFacts(item: TodoItem, trans: TranslationBundle): string[] {
  const { assignment, due_at: due, oldest_at: oldest } = item;
  return [
    assignment ?? '',
    due ? trans.__('due %1', dueTime(due)) : '',
    oldest ? trans.__('the oldest since %1', shortTime(oldest)) : ''
  ].filter(Boolean);
}

/** What to do where there is no list to be opened; empty where there is one. */
export function todoAdvice(item: TodoItem, trans: TranslationBundle): string {
  if (item.kind !== 'workers_away' && item.kind !== 'queue_stuck') {
    return '';
  }
  return (
    item.reason ??
    trans.__('Nothing is lost. Tell the people who run your JupyterHub.')
  );
}
