import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { Comment, Feedback as IFeedback } from '../api/schemas';
import { exactTime } from '../timestamps';
import { Button } from './button';

export interface IFeedbackProps {
  feedback: IFeedback;
  trans: TranslationBundle;
  /** Ask the staff about the grade, and see what they answered. */
  onAsk(): void;
}

/** What the course staff say about a submission; the whole of it is in the files that Fetch Feedback brings. */
export function Feedback(props: IFeedbackProps): ReactElement {
  const { feedback, trans } = props;
  const comments = feedback.comments ?? [];
  return (
    <>
      <h3 className="jp-AutogradeStatus-heading">{trans.__('Feedback')}</h3>
      {feedback.outdated && (
        <p>
          {trans.__(
            'Your score, or what lateness takes off, has changed since this was made; newer feedback may follow.'
          )}
        </p>
      )}
      {comments.map(comment => (
        <CommentText key={comment.id} comment={comment} trans={trans} />
      ))}
      <p>
        {comments.length === 0
          ? trans.__(
              'There are no comments. Fetch Feedback in the Autograde menu brings your notebook as it was run, with its results.'
            )
          : trans.__(
              'Fetch Feedback in the Autograde menu brings your notebook as it was run, with results and comments.'
            )}
      </p>
      <Button onClick={props.onAsk}>{trans.__('Ask about this grade…')}</Button>
    </>
  );
}

/** One comment, with who wrote it. */
export function CommentText(props: {
  comment: Comment;
  trans: TranslationBundle;
}): ReactElement {
  const { comment, trans } = props;
  const { author, question } = comment;
  return (
    <figure className="jp-AutogradeComment">
      <blockquote>{comment.text}</blockquote>
      <figcaption title={exactTime(comment.created_at)}>
        {question ? trans.__('%1 on %2', author, question) : author}
      </figcaption>
    </figure>
  );
}
