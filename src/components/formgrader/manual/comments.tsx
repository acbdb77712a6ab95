import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type ReactElement, type RefObject } from 'react';
import type { ManualComment, SavedComment } from '../../../api/schemas';
import { exactTime } from '../../../timestamps';
import { Button } from '../../button';

export interface ICommentsProps {
  comments: readonly ManualComment[];
  bank: readonly SavedComment[];
  trans: TranslationBundle;
  field: RefObject<HTMLTextAreaElement>;
  onComment(text: string, keep: boolean): void;
  onRemove(commentId: string): void;
}

/** What staff say about an answer, and the bank of what they say often. */
export function Comments(props: ICommentsProps): ReactElement {
  const { bank, trans } = props;
  const [text, setText] = useState('');
  const send = (keep: boolean): void => {
    if (text.trim()) {
      props.onComment(text, keep);
      setText('');
      // The pressed button can do nothing now, and would keep keys from the page.
      props.field.current?.focus();
    }
  };
  return (
    <section
      className="jp-AutogradeComments"
      aria-label={trans.__('Comments on this answer')}
    >
      {props.comments.map(comment => (
        <figure key={comment.id} className="jp-AutogradeComment">
          <blockquote>{comment.text}</blockquote>
          <figcaption title={exactTime(comment.created_at)}>
            {comment.author}{' '}
            <Button
              label={trans.__('Remove the comment “%1”', comment.text)}
              onClick={() => props.onRemove(comment.id)}
            >
              {trans.__('Remove')}
            </Button>
          </figcaption>
        </figure>
      ))}
      <label className="jp-AutogradeComments-new">
        <span>{trans.__('Comment, for the student')}</span>
        <textarea
          ref={props.field}
          rows={2}
          value={text}
          onChange={event => setText(event.target.value)}
          onKeyDown={event => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              send(false);
            }
          }}
        />
      </label>
      <div className="jp-AutogradeEntry-acts">
        <Button disabled={!text.trim()} onClick={() => send(false)}>
          {trans.__('Comment')}
        </Button>
        <Button
          disabled={!text.trim()}
          title={trans.__('Comment, and put it into the bank of the course.')}
          onClick={() => send(true)}
        >
          {trans.__('Comment and keep')}
        </Button>
        {bank.length > 0 && (
          <select
            className="jp-AutogradeSelect"
            aria-label={trans.__('Take a comment from the bank')}
            value=""
            onChange={event => setText(event.target.value)}
          >
            <option value="">{trans.__('From the bank…')}</option>
            {bank.map(saved => (
              <option key={saved.id} value={saved.text}>
                {saved.text}
              </option>
            ))}
          </select>
        )}
      </div>
    </section>
  );
}
