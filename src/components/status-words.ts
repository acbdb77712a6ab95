import type { TranslationBundle } from '@jupyterlab/translation';
import type { Submission } from '../api/schemas';
import type { NotebookStatus } from '../models/status';
import { points } from '../quantities';
import { shortTime } from '../timestamps';
import { pendingSentence, pendingWords } from './pending-words';
import { scoreSoFar } from './question-score';
import { awaitsSentence } from './score-awaits';

/** The few words on the pill; empty when there is nothing to say. */
export function statusWords(
  status: NotebookStatus,
  trans: TranslationBundle,
  now?: Date
): string {
  switch (status.kind) {
    case 'none':
      return '';
    case 'draft':
      return trans.__('Draft');
    case 'waiting':
      return pendingWords(status.pending, trans);
    case 'refused':
      return [
        pendingWords(status.pending, trans),
        ...earlierScore(status.submission, trans)
      ].join(' · ');
    case 'submitted':
      return trans.__(
        'Submitted #%1 %2',
        status.submission.attempt,
        shortTime(status.submission.submitted_at, now)
      );
    case 'running':
      return trans.__('Running #%1', status.submission.attempt);
    case 'graded':
      return status.awaits
        ? trans.__('Graded #%1', status.submission.attempt)
        : scoreSoFar({ ...status, max_score: status.maxScore }, trans);
    case 'failed':
      return trans.__('Grading failed');
  }
}

/** A whole sentence: for the tooltip, for screen readers, and as the head of the details. */
export function statusSentence(
  status: NotebookStatus,
  trans: TranslationBundle,
  now?: Date
): string {
  switch (status.kind) {
    case 'none':
      return '';
    case 'draft':
      return trans.__('Not submitted yet.');
    case 'waiting':
    case 'refused':
      return pendingSentence(status.pending, trans);
    case 'submitted':
      return [
        trans.__(
          'Attempt %1 arrived %2 and waits to be graded.',
          status.submission.attempt,
          shortTime(status.submission.submitted_at, now)
        ),
        ...placeSentence(status.submission, trans, now)
      ].join(' ');
    case 'running':
      return trans.__('Attempt %1 is being graded.', status.submission.attempt);
    case 'graded':
      if (status.awaits) {
        return [
          trans.__('Attempt %1 is graded.', status.submission.attempt),
          awaitsSentence(status.awaits, trans)
        ].join(' ');
      }
      return [
        trans.__(
          'Attempt %1: %2 of %3 points.',
          status.submission.attempt,
          points(status.score),
          points(status.maxScore - status.pending)
        ),
        ...(status.pending > 0
          ? [
              trans.__(
                '%1 more are still to be given by a person.',
                points(status.pending)
              )
            ]
          : [])
      ].join(' ');
    case 'failed':
      return trans.__(
        'Attempt %1 could not be graded. It is kept, and your instructor sees it.',
        status.submission.attempt
      );
  }
}

/**
 * What is read out when the status changes.
 *
 * A queue moves every few seconds: of the place in it only the first is told. The rest stands in the tooltip and the details.
 */
export function spokenSentence(
  status: NotebookStatus,
  trans: TranslationBundle
): string {
  if (status.kind !== 'submitted') {
    return statusSentence(status, trans);
  }
  const { attempt, position } = status.submission;
  return [
    trans.__('Attempt %1 arrived and waits to be graded.', attempt),
    ...(position === 1 ? [trans.__('It is next.')] : [])
  ].join(' ');
}

/** The score that counts as long as a later submission is not taken. */
function earlierScore(
  submission: Submission | null,
  trans: TranslationBundle
): string[] {
  return submission?.state === 'graded' && !submission.score_awaits
    ? [
        scoreSoFar(
          {
            score: submission.score ?? 0,
            max_score: submission.max_score ?? 0,
            pending: submission.pending ?? 0
          },
          trans
        )
      ]
    : [];
}

/** That an assignment takes nothing any more, as toolbar, pill and panel say it. */
export function closedSentence(trans: TranslationBundle): string {
  return trans.__('This assignment is closed: it takes no more submissions.');
}

/** Where the submission stands in the queue, as far as the service says it: no time while nobody grades. */
function placeSentence(
  { eta, position }: Submission,
  trans: TranslationBundle,
  now?: Date
): string[] {
  if (!position) {
    return [];
  }
  if (!eta) {
    return [
      position === 1
        ? trans.__('It is next.')
        : trans.__('It is number %1 in the queue.', position)
    ];
  }
  const time = shortTime(eta, now);
  return [
    position === 1
      ? trans.__('It is next; the result is expected about %1.', time)
      : trans.__(
          'It is number %1 in the queue; the result is expected about %2.',
          position,
          time
        )
  ];
}
