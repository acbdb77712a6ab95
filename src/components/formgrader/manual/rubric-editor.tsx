import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { IErrorText } from '../../../api/errors';
import type { RubricItem, ScoreChangePreview } from '../../../api/schemas';
import type { IItemChange } from '../../../models/formgrader/rubric';
import { Button } from '../../button';
import { useFocusBack } from '../../focus-back';
import { Refusal } from '../../refusal';
import { SubmitButton } from '../../submit-button';
import { ScoreChangePane } from '../score-change-pane';

export interface IRubricEditorProps {
  items: readonly RubricItem[];
  /** A change that is looked at before it counts. */
  preview: ScoreChangePreview | null;
  /** Something is on its way to the service. */
  busy: boolean;
  /** Why an item was not added or changed. */
  fault: IErrorText | null;
  /** Why a change of graded work was not proposed, or not decided. */
  changeFault: IErrorText | null;
  /** Whether the user may change graded work. */
  mayChange: boolean;
  trans: TranslationBundle;
  onAdd(text: string, points: number): void;
  onEdit(item: RubricItem, change: IItemChange): void;
  onDecide(apply: boolean): void;
  /** Forget why the last change was not taken. */
  onForget(): void;
}

/** The rubric of a question: new items, changed ones, and what a change would make of graded work. */
export function RubricEditor(props: IRubricEditorProps): ReactElement {
  const { changeFault, items, preview, trans } = props;
  const fault = props.fault ?? (preview ? null : changeFault);
  const summary = useRef<HTMLElement>(null);
  useFocusBack(summary, preview !== null);
  // What is shown when something was on its way was asked for here, and not begun by other staff.
  const asked = useRef(props.busy);
  useEffect(() => {
    asked.current = props.busy;
  });
  // The form is empty again when what it sent is there, and not when other staff add an item meanwhile.
  const sent = useRef<Pick<RubricItem, 'text' | 'points'> | null>(null);
  const [added, setAdded] = useState(0);
  useEffect(() => {
    const { current } = sent;
    if (
      current &&
      items.some(
        ({ text, points }) =>
          text.trim() === current.text && points === current.points
      )
    ) {
      sent.current = null;
      setAdded(count => count + 1);
    }
  }, [items]);
  return (
    <details
      className="jp-AutogradeRubric"
      // What waits for a decision is not to be looked for.
      open={preview ? true : undefined}
    >
      <summary ref={summary}>{trans.__('Rubric of this question')}</summary>
      <Refusal
        fault={fault}
        place={summary}
        trans={trans}
        onClose={props.onForget}
      />
      {preview && (
        <ScoreChangePane
          preview={preview}
          asked={asked.current}
          busy={props.busy}
          fault={changeFault}
          mayDecide={props.mayChange}
          trans={trans}
          onEnd={which => props.onDecide(which !== null)}
        />
      )}
      {items.map(item => (
        <ItemForm
          // Words over an item that other staff have changed would go over theirs.
          key={`${item.id} ${item.text} ${item.points}`}
          text={item.text}
          points={item.points}
          action={trans.__('Change')}
          busy={props.busy}
          // A TA may mend the words of any item, and the points of one that nothing was graded by.
          fixedPoints={Boolean(item.uses) && !props.mayChange}
          trans={trans}
          onDone={(text, points) => props.onEdit(item, { text, points })}
          onRemove={
            item.uses && !props.mayChange
              ? undefined
              : () => props.onEdit(item, { removed: true })
          }
        />
      ))}
      <ItemForm
        key={`new ${added}`}
        text=""
        points={null}
        action={trans.__('Add')}
        busy={props.busy}
        trans={trans}
        onDone={(text, points) => {
          sent.current = { text: text.trim(), points };
          props.onAdd(text, points);
        }}
      />
    </details>
  );
}

function ItemForm(props: {
  text: string;
  points: number | null;
  action: string;
  busy: boolean;
  fixedPoints?: boolean;
  trans: TranslationBundle;
  onDone(text: string, points: number): void;
  onRemove?(): void;
}): ReactElement {
  const { trans } = props;
  const [text, setText] = useState(props.text);
  const [points, setPoints] = useState(String(props.points ?? ''));
  const value = Number(points.replace(',', '.').replace('−', '-'));
  const valid = text.trim() !== '' && points.trim() !== '' && isFinite(value);
  return (
    <form
      className="jp-AutogradeRubric-item"
      onSubmit={event => {
        event.preventDefault();
        if (valid && !props.busy) {
          props.onDone(text, value);
        }
      }}
    >
      <input
        type="text"
        className="jp-AutogradeRubric-text"
        value={text}
        aria-label={trans.__('Words of the item')}
        placeholder={trans.__('Names the cause')}
        onChange={event => setText(event.target.value)}
      />
      <input
        type="text"
        inputMode="decimal"
        className="jp-AutogradeRubric-points"
        value={points}
        disabled={props.fixedPoints}
        aria-label={trans.__('Points of the item; below 0 they are taken off')}
        placeholder="+1"
        onChange={event => setPoints(event.target.value)}
      />
      <SubmitButton idle={!valid || props.busy}>{props.action}</SubmitButton>
      {props.onRemove && (
        <Button
          label={trans.__('Remove the item “%1”', props.text)}
          busy={props.busy}
          onClick={props.onRemove}
        >
          {trans.__('Remove')}
        </Button>
      )}
    </form>
  );
}
