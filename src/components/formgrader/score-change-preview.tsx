import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { ScoreChangePreview } from '../../api/schemas';
import { scoreOf } from '../../quantities';
import { Button } from '../button';
import { Message } from '../message';
import { leftOutWords } from './left-out-words';

/** Rows that are in the page; the counts are of all. */
const SHOWN = 200;

export interface IChangePreviewProps {
  preview: ScoreChangePreview;
  busy?: boolean;
  /** Whether the user may decide. */
  mayDecide?: boolean;
  trans: TranslationBundle;
  onDecide(apply: boolean): void;
}

/** What a change makes of scores, before it counts. */
export function ChangePreview(props: IChangePreviewProps): ReactElement {
  const { busy = false, mayDecide = true, preview, trans } = props;
  const { counts } = preview;
  const changed = preview.rows.filter(
    row => row.direction !== 'same' || (row.questions ?? []).length > 0
  );
  const waiting = counts.waiting ?? 0;
  const seen = new Set<string>();
  // Of these people more than one attempt is listed.
  const several = new Set<string>();
  for (const { user } of changed) {
    (seen.has(user) ? several : seen).add(user);
  }
  return (
    <div className="jp-AutogradeRubric-preview">
      <Message
        kind="info"
        sentence={trans._n(
          'This changes the score of %1 submission; %2 go down.',
          'This changes the scores of %1 submissions; %2 go down.',
          counts.changed ?? 0,
          counts.down ?? 0
        )}
        nextStep={[
          trans.__(
            'Nothing has changed yet. %1 has proposed it.',
            preview.created_by
          ),
          waiting > 0 &&
            trans._n(
              '%1 of %2 is still being graded.',
              '%1 of %2 are still being graded.',
              waiting,
              counts.total ?? 0
            ),
          ...leftOutWords(preview, trans)
        ]
          .filter(Boolean)
          .join(' ')}
      >
        {waiting > 0 && (
          <progress
            className="jp-AutogradeInsight-progress"
            max={counts.total}
            value={(counts.total ?? 0) - waiting}
            aria-label={trans.__('Graded again')}
          />
        )}
        {changed.length > 0 && (
          <table className="jp-AutogradeRubric-rows">
            <thead className="jp-AutogradeHidden">
              <tr>
                <th scope="col">{trans.__('Student')}</th>
                <th scope="col">{trans.__('Before')}</th>
                <td />
                <th scope="col">{trans.__('After')}</th>
              </tr>
            </thead>
            <tbody>
              {changed.slice(0, SHOWN).map(row => (
                <tr key={row.submission_id}>
                  <th scope="row">
                    {several.has(row.user)
                      ? trans.__('%1, attempt %2', row.user, row.attempt)
                      : row.user}
                  </th>
                  <td>
                    {row.before &&
                      scoreOf(row.before.score, row.before.max_score)}
                  </td>
                  <td aria-hidden="true">→</td>
                  <td>
                    {row.after && scoreOf(row.after.score, row.after.max_score)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {changed.length > SHOWN && (
          <p>{trans.__('And %1 more.', changed.length - SHOWN)}</p>
        )}
        {mayDecide && (
          <div className="jp-AutogradeEntry-acts">
            <Button
              primary
              disabled={busy || waiting > 0}
              onClick={() => props.onDecide(true)}
            >
              {trans.__('Apply')}
            </Button>
            <Button disabled={busy} onClick={() => props.onDecide(false)}>
              {trans.__('Discard')}
            </Button>
          </div>
        )}
      </Message>
    </div>
  );
}
