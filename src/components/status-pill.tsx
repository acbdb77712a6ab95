import type { TranslationBundle } from '@jupyterlab/translation';
import type { MouseEvent, ReactElement } from 'react';
import type { NotebookStatus } from '../models/status';
import {
  closedSentence,
  spokenSentence,
  statusSentence,
  statusWords
} from './status-words';

export interface IStatusPillProps {
  status: NotebookStatus;
  /** The assignment takes no more submissions. */
  closed: boolean;
  /** What is done with the work at this moment: a submission is handed over, or it is looked at before. */
  doing: 'sending' | 'checking' | null;
  /** The server could not be asked: what is shown may be out of date. */
  stale: boolean;
  /** Whether the details are open. */
  expanded: boolean;
  trans: TranslationBundle;
  onClick(anchor: HTMLElement): void;
}

/** How far the work is, in one word or two; a click shows more. */
export function StatusPill(props: IStatusPillProps): ReactElement | null {
  const { closed, doing, status, stale, trans } = props;
  if (status.kind === 'none') {
    return null;
  }
  const words = doing
    ? doingWords(doing, trans)
    : closed && status.kind === 'draft'
      ? trans.__('Closed')
      : statusWords(status, trans);
  const ending = closed ? [closedSentence(trans)] : [];
  const sentence = [statusSentence(status, trans), ...ending].join(' ');
  const spoken = [spokenSentence(status, trans), ...ending].join(' ');
  const title = stale
    ? `${sentence} ${trans.__('This may be out of date: the service is away.')}`
    : sentence;
  const onClick = (event: MouseEvent<HTMLElement>): void =>
    props.onClick(event.currentTarget);
  return (
    <>
      <button
        type="button"
        className="jp-AutogradePill-button"
        data-kind={doing ? 'sending' : status.kind}
        data-full={isFull(status) || undefined}
        data-stale={stale || undefined}
        title={title}
        aria-label={trans.__('Submission status: %1. Show details.', words)}
        aria-haspopup="dialog"
        aria-expanded={props.expanded}
        onClick={onClick}
      >
        <span className="jp-AutogradePill-dot" aria-hidden="true" />
        <span className="jp-AutogradePill-words">{words}</span>
      </button>
      <span role="status" className="jp-AutogradeHidden">
        {doing ? words : spoken}
      </span>
    </>
  );
}

function doingWords(
  doing: 'sending' | 'checking',
  trans: TranslationBundle
): string {
  return doing === 'sending' ? trans.__('Sending…') : trans.__('Checking…');
}

/** Whether nothing is left to gain. */
function isFull(status: NotebookStatus): boolean {
  return (
    status.kind === 'graded' &&
    !status.awaits &&
    status.score >= status.maxScore
  );
}
