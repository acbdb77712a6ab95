import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { ILocalAssignment } from '../api/local';
import { dueTime, zoneName } from '../timestamps';
import { Facts } from './facts';
import { Message } from './message';
import { isLateNow, termsWords } from './terms';

export interface ISubmitSummaryProps {
  assignment: ILocalAssignment;
  /** Number of the attempt that this makes. */
  attempt: number;
  /** The service is away. */
  away: boolean;
  trans: TranslationBundle;
}

/** What is about to be submitted. */
export function SubmitSummary(props: ISubmitSummaryProps): ReactElement {
  const { assignment, attempt, trans } = props;
  const { due_at: due, notebooks } = assignment;
  const late = isLateNow(assignment);
  const terms = termsWords(assignment, trans).join(' · ');
  return (
    <div className="jp-AutogradeSubmit">
      <Facts
        facts={[
          [trans.__('Assignment'), `${assignment.name} (${assignment.course})`],
          [
            trans._n('Notebook', 'Notebooks', notebooks.length),
            notebooks.map(path => path.split('/').at(-1)).join(', ')
          ],
          [trans.__('Attempt'), `#${attempt}`],
          [
            trans.__('Due'),
            due ? (
              <>
                {dueTime(due)} ({zoneName(new Date(due))})
                {late && (
                  <span className="jp-AutogradeLate">{trans.__('late')}</span>
                )}
              </>
            ) : null
          ],
          [trans.__('Note'), terms || null]
        ]}
      />
      <p>
        {attempt > 1
          ? trans.__(
              'The notebook is saved first. Your earlier submissions are kept.'
            )
          : trans.__(
              'The notebook is saved first. You can submit again later.'
            )}
      </p>
      {late && (
        <Message
          kind="info"
          sentence={trans.__('The due time has passed.')}
          nextStep={trans.__('Your submission will be marked as late.')}
        />
      )}
      {props.away && (
        <Message
          kind="info"
          sentence={trans.__(
            'The grading service does not answer at the moment.'
          )}
          nextStep={trans.__(
            'Your submission is kept on disk and sent by itself as soon as it does.'
          )}
        />
      )}
    </div>
  );
}
