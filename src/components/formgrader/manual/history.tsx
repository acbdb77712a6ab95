import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { ManualScore } from '../../../api/schemas';
import { points } from '../../../quantities';
import { exactTime } from '../../../timestamps';

export interface IHistoryProps {
  /** Newest first; null: nobody has asked. */
  history: readonly ManualScore[] | null;
  trans: TranslationBundle;
  onOpen(): void;
}

/** All that was ever given to an answer, with who, when and why. */
export function History(props: IHistoryProps): ReactElement {
  const { history, trans } = props;
  return (
    <details
      className="jp-AutogradeRubric"
      onToggle={event => {
        if (event.currentTarget.open && history === null) {
          props.onOpen();
        }
      }}
    >
      <summary>{trans.__('History of this answer')}</summary>
      {history?.length === 0 && (
        <p>{trans.__('Nobody has graded this yet.')}</p>
      )}
      <ol className="jp-AutogradeHistory">
        {history?.map(score => (
          <li key={score.id} value={history.length - history.indexOf(score)}>
            {score.points === null
              ? trans.__('%1 took the points back', score.author)
              : trans.__('%1 gave %2', score.author, points(score.points))}
            {`, ${exactTime(score.created_at)}`}
            {score.reason && `: ${score.reason}`}
          </li>
        ))}
      </ol>
    </details>
  );
}
