import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement, ReactNode } from 'react';
import type { GradeRequest as IGradeRequest } from '../api/schemas';
import { scoreOf } from '../quantities';
import { exactTime, shortTime } from '../timestamps';

export interface IGradeRequestProps {
  request: IGradeRequest;
  trans: TranslationBundle;
  /** What can be done with it. */
  children?: ReactNode;
}

/** What was asked about a grade, how it stands, and the answer. */
export function GradeRequest(props: IGradeRequestProps): ReactElement {
  const { request, trans } = props;
  const about = request.question ?? trans.__('The whole grade');
  return (
    <article
      className="jp-AutogradeRequest"
      data-state={request.state}
      aria-label={trans.__('Request about %1', about)}
    >
      <header className="jp-AutogradeRequest-head">
        <span className="jp-AutogradeRequest-about">{about}</span>
        <span
          className="jp-AutogradeBadge"
          data-kind={request.state === 'open' ? 'queued' : 'submitted'}
        >
          {stateWord(request, trans)}
        </span>
      </header>
      <Said
        who={request.user}
        at={request.asked_at}
        text={request.text}
        trans={trans}
      />
      {request.answer && request.closed_at && (
        <>
          <Said
            who={request.answered_by ?? ''}
            at={request.closed_at}
            text={request.answer}
            trans={trans}
          />
          <p className="jp-AutogradeRequest-outcome">
            {outcomeSentence(request, trans)}
          </p>
        </>
      )}
      {props.children}
    </article>
  );
}

function Said(props: {
  who: string;
  at: string;
  text: string;
  trans: TranslationBundle;
}): ReactElement {
  return (
    <figure className="jp-AutogradeComment">
      <blockquote>{props.text}</blockquote>
      <figcaption title={exactTime(props.at)}>
        {`${props.who} · ${shortTime(props.at)}`}
      </figcaption>
    </figure>
  );
}

function stateWord({ state }: IGradeRequest, trans: TranslationBundle): string {
  switch (state) {
    case 'open':
      return trans.__('No answer yet');
    case 'answered':
      return trans.__('Answered');
    case 'withdrawn':
      return trans.__('Withdrawn');
  }
}

/** What became of the score; of lateness it says nothing, as the scores of questions do not. */
function outcomeSentence(
  { after, before, changed }: IGradeRequest,
  trans: TranslationBundle
): string {
  if (!after) {
    return '';
  }
  const score = scoreOf(after.score, after.max_score);
  if (!changed) {
    return trans.__('The score stayed %1.', score);
  }
  return before
    ? trans.__(
        'The score changed from %1 to %2.',
        scoreOf(before.score, before.max_score),
        score
      )
    : trans.__('The score is %1 now.', score);
}
