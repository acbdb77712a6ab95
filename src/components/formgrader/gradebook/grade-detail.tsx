import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type ReactElement } from 'react';
import type { AuditEntry } from '../../../api/schemas';
import type { GradebookModel } from '../../../models/formgrader/gradebook';
import { points } from '../../../quantities';
import { exactTime, shortTime } from '../../../timestamps';
import { Button } from '../../button';
import { Facts } from '../../facts';
import { Message } from '../../message';
import { Question } from '../../question';
import {
  actionWord,
  cellWords,
  changeWord,
  percentWord
} from './gradebook-words';

export interface IGradeDetailProps {
  shown: GradebookModel['shown'];
  /** The newest first; null before the answer. */
  trail: readonly AuditEntry[] | null;
  busy: boolean;
  mayTakeBack: boolean;
  trans: TranslationBundle;
  onTakeBack(user: string): void;
}

/** One grade, or a student's total: what counts, and who has changed it when and why. */
export function GradeDetail(props: IGradeDetailProps): ReactElement {
  const { shown, trail, trans } = props;
  const [asking, setAsking] = useState(false);
  if (shown === null) {
    return (
      <Message
        kind="empty"
        sentence={trans.__('No grade chosen.')}
        nextStep={trans.__(
          'Choose one in the table to see what it is made of, and who changed it.'
        )}
      />
    );
  }
  const { cell, column, row } = shown;
  const { final } = row;
  return (
    <>
      <header className="jp-AutogradeDetail-head">
        <h2 className="jp-AutogradeDetail-title">{row.name ?? row.user}</h2>
        <span className="jp-AutogradeDetail-score">
          {column ? '' : percentWord(row.percent)}
        </span>
      </header>
      <Facts
        facts={[
          [trans.__('User'), row.user],
          [trans.__('Section'), row.section ?? null],
          [trans.__('Assignment'), column?.name ?? null],
          [
            trans.__('Counts'),
            cell && column ? cellWords(cell, column, trans) : null
          ],
          [
            trans.__('Penalty'),
            cell?.penalty ? trans.__('−%1 points', points(cell.penalty)) : null
          ],
          [trans.__('Category'), column?.category ?? null],
          [
            trans.__('Total'),
            row.whole === false
              ? trans.__(
                  '%1, something is still to be graded',
                  percentWord(row.percent)
                )
              : percentWord(row.percent)
          ],
          [
            trans.__('Final'),
            final
              ? trans.__(
                  '%1, by %2 at %3',
                  percentWord(final.percent),
                  final.created_by,
                  exactTime(final.created_at)
                )
              : trans.__('not yet')
          ],
          [trans.__('Reason'), final?.reason || null]
        ]}
      />
      {final && final.percent !== row.percent && (
        <Message
          kind="info"
          sentence={trans.__('The scores say something else by now.')}
          nextStep={trans.__(
            'A final grade stays what it is. Make it final again to replace it.'
          )}
        />
      )}
      {final && props.mayTakeBack && (
        <Button disabled={props.busy} onClick={() => setAsking(true)}>
          {trans.__('Take the final grade back…')}
        </Button>
      )}
      <Trail trail={trail} trans={trans} />
      {asking && (
        <Question
          title={trans.__('Take the final grade back?')}
          text={trans.__(
            'The total of %1 follows the scores again. Who made it final, and when, stays on the audit trail.',
            row.user
          )}
          action={trans.__('Take back')}
          trans={trans}
          onAnswer={accepted => {
            setAsking(false);
            if (accepted) {
              props.onTakeBack(row.user);
            }
          }}
        />
      )}
    </>
  );
}

function Trail(props: {
  trail: readonly AuditEntry[] | null;
  trans: TranslationBundle;
}): ReactElement {
  const { trail, trans } = props;
  return (
    <>
      <h3 className="jp-AutogradeQuestion-head">{trans.__('Audit trail')}</h3>
      {trail === null ? (
        <Message kind="loading" sentence={trans.__('Loading the trail…')} />
      ) : trail.length === 0 ? (
        <Message
          kind="empty"
          sentence={trans.__('Nothing has changed this grade.')}
          nextStep={trans.__(
            'Each change appears here, with who made it, when and why.'
          )}
        />
      ) : (
        <ul className="jp-AutogradeTrail">
          {trail.map(entry => (
            <li key={entry.id}>
              <span className="jp-AutogradeTrail-what">
                {actionWord(entry.action, trans)}
                {entry.question && ` · ${entry.question}`}
              </span>
              <span className="jp-AutogradeTrail-points">
                {changeWord(entry)}
              </span>
              <span
                className="jp-AutogradeTrail-who"
                title={exactTime(entry.at)}
              >
                {entry.author
                  ? trans.__('%1, %2', entry.author, shortTime(entry.at))
                  : shortTime(entry.at)}
              </span>
              {entry.reason && (
                <span className="jp-AutogradeTrail-why">{entry.reason}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
