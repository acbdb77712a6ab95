import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type ReactElement } from 'react';
import { Button } from '../button';
import { Message } from '../message';

/** Days that unsubmitted work may be kept. */
const LEAST_DAYS = 1;
const MOST_DAYS = 180;

export interface ILiveOffProps {
  course: string;
  /** Days for which it would be kept. */
  days: number;
  /** Whether the user may switch it on. */
  canSwitch: boolean;
  busy: boolean;
  trans: TranslationBundle;
  /** Ask first, then switch. */
  onSwitch(enabled: boolean, days: number): void;
}

/** That the live classroom is off, and how to switch it on. */
export function LiveOff(props: ILiveOffProps): ReactElement {
  const { canSwitch, trans } = props;
  const [days, setDays] = useState(String(props.days));
  const number = Number(days);
  const good =
    Number.isInteger(number) && number >= LEAST_DAYS && number <= MOST_DAYS;
  return (
    <Message
      kind="empty"
      sentence={trans.__('The live classroom of %1 is off.', props.course)}
      nextStep={
        canSwitch
          ? trans.__(
              'While it is on, you see who works on what, and who is stuck, with the last cells of each notebook that a student saves. Students are told so.'
            )
          : trans.__('An instructor of the course can switch it on.')
      }
    >
      {canSwitch && (
        <form
          className="jp-AutogradeLive-form"
          onSubmit={event => {
            event.preventDefault();
            if (good) {
              props.onSwitch(true, number);
            }
          }}
        >
          <label className="jp-AutogradeLive-days">
            {trans.__('Days for which it is kept')}
            <input
              type="number"
              min={LEAST_DAYS}
              max={MOST_DAYS}
              required
              value={days}
              onChange={event => setDays(event.target.value)}
            />
          </label>
          <Button
            primary
            disabled={!good || props.busy}
            onClick={() => props.onSwitch(true, number)}
          >
            {trans.__('Switch on…')}
          </Button>
        </form>
      )}
    </Message>
  );
}
