import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type ReactElement } from 'react';
import type { IErrorText } from '../api/errors';
import type { GradeRequest as IGradeRequest } from '../api/schemas';
import { Button } from './button';
import { GradeRequest } from './grade-request';
import { Message } from './message';
import { Written } from './written';

export interface IOwnRequestsProps {
  /** Newest first; null before the first answer. */
  requests: readonly IGradeRequest[] | null;
  /** What can be asked about, beside the whole grade. */
  questions: readonly string[];
  /** What is asked about at first; null = the whole grade. */
  about?: string | null;
  fault: IErrorText | null;
  trans: TranslationBundle;
  faultOf(error: unknown): IErrorText | null;
  /** `question` null = the whole grade. */
  onAsk(text: string, question: string | null): Promise<void>;
  /** Never rejects: what goes wrong comes back as `fault`. */
  onWithdraw(requestId: string): Promise<void>;
  onRetry(): void;
}

/** Ask about a grade, and see what was asked and answered before. */
export function OwnRequests(props: IOwnRequestsProps): ReactElement {
  const { fault, questions, requests, trans } = props;
  const [question, setQuestion] = useState<string | null>(props.about ?? null);
  return (
    <div className="jp-AutogradeRequests">
      <Written
        label={trans.__('What do you ask?')}
        action={trans.__('Ask')}
        hint={trans.__(
          'The staff of the course read it and answer here. Say what you think is wrong, and why.'
        )}
        trans={trans}
        faultOf={props.faultOf}
        onSend={text => props.onAsk(text, question)}
      >
        <label className="jp-AutogradeField">
          <span className="jp-AutogradeField-name">{trans.__('About')}</span>
          <select
            value={question ?? ''}
            onChange={event => setQuestion(event.target.value || null)}
          >
            <option value="">{trans.__('The whole grade')}</option>
            {(question === null || questions.includes(question)
              ? questions
              : [question, ...questions]
            ).map(name => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </Written>
      {fault && (
        <Message
          kind="error"
          sentence={fault.sentence}
          nextStep={fault.nextStep}
          action={{ label: trans.__('Try again'), onClick: props.onRetry }}
        />
      )}
      {requests === null && !fault && (
        <Message
          kind="loading"
          sentence={trans.__('Loading what was asked before…')}
        />
      )}
      <div role="log" aria-label={trans.__('Requests about this grade')}>
        {requests?.map(request => (
          <GradeRequest key={request.id} request={request} trans={trans}>
            {request.state === 'open' && (
              <Button onClick={() => void props.onWithdraw(request.id)}>
                {trans.__('Withdraw')}
              </Button>
            )}
          </GradeRequest>
        ))}
      </div>
    </div>
  );
}
