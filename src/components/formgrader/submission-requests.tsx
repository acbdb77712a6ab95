import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { IErrorText } from '../../api/errors';
import type { GradeRequest as IGradeRequest } from '../../api/schemas';
import { GradeRequest } from '../grade-request';
import { Written } from '../written';

export interface ISubmissionRequestsProps {
  /** Newest first. */
  requests: readonly IGradeRequest[];
  trans: TranslationBundle;
  faultOf(error: unknown): IErrorText | null;
  onAnswer(requestId: string, text: string): Promise<void>;
}

/** What the student asks about the grade of the shown submission, to be answered. */
export function SubmissionRequests(
  props: ISubmissionRequestsProps
): ReactElement | null {
  const { requests, trans } = props;
  if (requests.length === 0) {
    return null;
  }
  return (
    <section
      className="jp-AutogradeRequests"
      aria-label={trans.__('Requests about the grade')}
    >
      <h3 className="jp-AutogradeRequests-heading">
        {trans.__('Requests about the grade')}
      </h3>
      {requests.map(request => (
        <GradeRequest key={request.id} request={request} trans={trans}>
          <Written
            label={trans.__('Answer')}
            action={trans.__('Send the answer')}
            hint={trans.__(
              'Where the grade is wrong, change it first: the student sees the score of this moment with your answer.'
            )}
            closed={request.state !== 'open'}
            trans={trans}
            faultOf={props.faultOf}
            onSend={text => props.onAnswer(request.id, text)}
          />
        </GradeRequest>
      ))}
    </section>
  );
}
