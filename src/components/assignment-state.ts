import type { TranslationBundle } from '@jupyterlab/translation';
import type { ILocalAssignment } from '../api/local';
import { canBeSentNow, relevantPending } from '../pending';
import { exactTime, shortTime } from '../timestamps';
import { pendingWords } from './pending-words';
import { scoreSoFar } from './question-score';
import { awaitsSentence } from './score-awaits';

/** Kind, words and tooltip of an assignment's state. */
export function stateOf(
  assignment: ILocalAssignment,
  trans: TranslationBundle
): [kind: string, words: string, title?: string] {
  const { my_submission: mine } = assignment;
  const pending = relevantPending(assignment.pending, mine);
  if (pending && !canBeSentNow(pending, assignment)) {
    return [pending.state, pendingWords(pending, trans)];
  }
  if (!mine) {
    return assignment.folder === null
      ? ['released', trans.__('Released')]
      : ['fetched', trans.__('Fetched')];
  }
  const title = trans.__(
    'Attempt %1, received %2',
    mine.attempt,
    exactTime(mine.submitted_at)
  );
  switch (mine.state) {
    case 'graded':
      if (mine.score_awaits) {
        return [
          'graded',
          trans.__('Graded #%1', mine.attempt),
          `${title}. ${awaitsSentence(mine.score_awaits, trans)}`
        ];
      }
      return [
        'graded',
        scoreSoFar(
          {
            score: mine.score ?? 0,
            max_score: mine.max_score ?? assignment.max_score ?? 0,
            pending: mine.pending ?? 0
          },
          trans
        ),
        title
      ];
    case 'running':
      return ['running', trans.__('Running #%1', mine.attempt), title];
    case 'failed':
      return ['failed', trans.__('Grading failed'), title];
    default:
      return [
        'submitted',
        trans.__('Submitted #%1', mine.attempt),
        `${title} (${shortTime(mine.submitted_at)})`
      ];
  }
}
