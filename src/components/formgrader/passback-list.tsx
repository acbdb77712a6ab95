import type { TranslationBundle } from '@jupyterlab/translation';
import { useRef, type ReactElement } from 'react';
import type { PassbackItem } from '../../api/schemas';
import type { PassbackModel } from '../../models/formgrader/passback';
import { exactTime, shortTime } from '../../timestamps';
import { Button } from '../button';
import { useFocusBack } from '../focus-back';
import { Message } from '../message';
import { passbackAdvice } from './passback-words';

export interface IPassbackListProps {
  model: PassbackModel;
  /** Whether the user may send grades again. */
  maySend: boolean;
  trans: TranslationBundle;
  onBack(): void;
}

/** Grades that could not be passed back, with the reason of each; they can be sent again. */
export function PassbackList(props: IPassbackListProps): ReactElement {
  const { maySend, model, trans } = props;
  const { chosen, items, sent } = model;
  const rows = items?.items ?? [];
  const section = useRef<HTMLElement>(null);
  // What sends goes with the last of them.
  useFocusBack(section, rows.length > 0);
  return (
    <section
      ref={section}
      tabIndex={-1}
      className="jp-AutogradePassback"
      aria-label={trans.__('Grades that could not be passed back')}
    >
      <div className="jp-AutogradePassback-bar">
        <Button onClick={props.onBack}>{trans.__('Back to Home')}</Button>
        {maySend && rows.length > 0 && (
          <Button
            primary
            busy={model.busy}
            onClick={() => void model.sendAgain()}
          >
            {chosen.size
              ? trans._n(
                  'Send %1 grade again',
                  'Send %1 grades again',
                  chosen.size
                )
              : trans.__('Send all again')}
          </Button>
        )}
        <span role="status">
          {sent !== null &&
            trans._n(
              '%1 grade is on its way again.',
              '%1 grades are on their way again.',
              sent
            )}
        </span>
      </div>
      {items === null ? (
        <Message
          kind="loading"
          sentence={trans.__('Looking for grades that did not arrive…')}
        />
      ) : rows.length === 0 ? (
        <Message
          kind="empty"
          sentence={trans.__(
            'No grade is waiting for you here: all have arrived or are on their way.'
          )}
          nextStep={trans.__('One that fails again comes back to Home.')}
        />
      ) : (
        <>
          <h2 className="jp-AutogradePassback-title">
            {trans.__(
              'Grades of “%1” that could not be passed back',
              rows[0].assignment
            )}
          </h2>
          {!maySend && (
            <p className="jp-AutogradeTodo-facts">
              {trans.__('Instructors of the course can send them again.')}
            </p>
          )}
          <Rows
            rows={rows}
            chosen={chosen}
            choosing={maySend}
            trans={trans}
            onChoose={(id, wanted) => model.choose(id, wanted)}
          />
          {items.count > rows.length && (
            <p>
              {trans.__(
                'These are %1 of %2. The others come when these are sent.',
                rows.length,
                items.count
              )}
            </p>
          )}
        </>
      )}
    </section>
  );
}

function Rows(props: {
  rows: readonly PassbackItem[];
  chosen: ReadonlySet<string>;
  choosing: boolean;
  trans: TranslationBundle;
  onChoose(id: string, wanted: boolean): void;
}): ReactElement {
  const { choosing, chosen, rows, trans } = props;
  return (
    <table
      className="jp-AutogradePassback-table"
      aria-label={trans.__('Grades that could not be passed back')}
    >
      <thead>
        <tr>
          {choosing && <th scope="col">{trans.__('Chosen')}</th>}
          <th scope="col">{trans.__('Student')}</th>
          <th scope="col">{trans.__('Score')}</th>
          <th scope="col">{trans.__('Since')}</th>
          <th scope="col">{trans.__('Why')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <tr key={row.id}>
            {choosing && (
              <td>
                <input
                  type="checkbox"
                  aria-label={trans.__('Choose %1', row.user)}
                  checked={chosen.has(row.id)}
                  onChange={event =>
                    props.onChoose(row.id, event.target.checked)
                  }
                />
              </td>
            )}
            <th scope="row">{row.user}</th>
            <td className="jp-AutogradePassback-short">
              {trans.__('%1 %', Number((100 * row.score).toFixed(2)))}
            </td>
            <td
              className="jp-AutogradePassback-short"
              title={exactTime(row.since)}
            >
              {shortTime(row.since)}
            </td>
            <td>
              {passbackAdvice(row, trans)}
              {row.detail && (
                <span className="jp-AutogradePassback-said">
                  {trans.__('It said: %1', row.detail)}
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
