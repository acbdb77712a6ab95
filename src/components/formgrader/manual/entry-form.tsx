import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement, RefObject } from 'react';
import type { RubricItem, WorkQuestion } from '../../../api/schemas';
import {
  faultOfEntry,
  pointsOfItems,
  type IEntry
} from '../../../manual-entry';
import { points } from '../../../quantities';
import { Button } from '../../button';

export interface IEntryFormProps {
  facts: WorkQuestion;
  entry: IEntry;
  items: readonly RubricItem[];
  /** Who else grades it now. */
  heldBy: string | null;
  trans: TranslationBundle;
  field: RefObject<HTMLInputElement>;
  onPoints(points: string): void;
  onItem(itemId: string): void;
  onSave(): void;
  onTakeBack(): void;
}

/** Items with a digit of their own. */
export const MAX_DIGIT = 9;

/** Points, by themselves or by the items of a rubric. */
export function EntryForm(props: IEntryFormProps): ReactElement {
  const { entry, facts, heldBy, items, trans } = props;
  const fault = faultOfEntry(entry, facts.max_score);
  const typed = entry.points !== '';
  const followed = pointsOfItems(entry.items, items, facts.max_score);
  const hint = typed && fault ? faultWords(fault, facts, trans) : null;
  return (
    <form
      className="jp-AutogradeEntry"
      aria-label={trans.__('Points for this answer')}
      onSubmit={event => {
        event.preventDefault();
        props.onSave();
      }}
    >
      {items.length > 0 && (
        <fieldset className="jp-AutogradeEntry-items">
          <legend>{trans.__('Rubric')}</legend>
          {items.map((item, index) => (
            <label key={item.id} className="jp-AutogradeEntry-item">
              <kbd>{index < MAX_DIGIT ? index + 1 : ''}</kbd>
              <input
                type="checkbox"
                checked={entry.items.includes(item.id)}
                disabled={heldBy !== null}
                onChange={() => props.onItem(item.id)}
              />
              <span className="jp-AutogradeEntry-itemText">{item.text}</span>
              <span className="jp-AutogradeEntry-itemPoints">
                {signed(item.points)}
              </span>
            </label>
          ))}
        </fieldset>
      )}
      <label className="jp-AutogradeEntry-points">
        <span>{trans.__('Points')}</span>
        <input
          ref={props.field}
          type="text"
          inputMode="decimal"
          autoComplete="off"
          className="jp-AutogradeEntry-field"
          value={entry.points}
          placeholder={entry.items.length > 0 ? points(followed) : ''}
          // Not disabled: it would lose the focus, and keys would go nowhere.
          readOnly={heldBy !== null}
          aria-invalid={hint !== null}
          onChange={event => props.onPoints(event.target.value)}
        />
        <span>{trans.__('of %1', points(facts.max_score))}</span>
      </label>
      <p className="jp-AutogradeEntry-hint" role="status">
        {heldBy !== null
          ? trans.__(
              '%1 is grading this answer. Go on with the next: n',
              heldBy
            )
          : (hint ?? graderWords(facts, trans))}
      </p>
      <div className="jp-AutogradeEntry-acts">
        <Button
          primary
          disabled={fault !== null || heldBy !== null}
          onClick={props.onSave}
        >
          {trans.__('Save, next')}
        </Button>
        {facts.score_id && (
          <Button disabled={heldBy !== null} onClick={props.onTakeBack}>
            {trans.__('Take back')}
          </Button>
        )}
      </div>
    </form>
  );
}

function graderWords(facts: WorkQuestion, trans: TranslationBundle): string {
  if (facts.grader) {
    return trans.__(
      '%1 gave %2 of %3.',
      facts.grader,
      points(facts.score),
      points(facts.max_score)
    );
  }
  return facts.answered
    ? trans.__('Nobody has graded this yet.')
    : trans.__('There is no answer: it is as it was handed out.');
}

function faultWords(
  fault: string,
  facts: WorkQuestion,
  trans: TranslationBundle
): string {
  return fault === 'too_many'
    ? trans.__('At most %1 points.', points(facts.max_score))
    : trans.__('This is no number of points.');
}

/** `+3`, `−1`. */
export function signed(value: number): string {
  return value < 0 ? `−${points(-value)}` : `+${points(value)}`;
}
