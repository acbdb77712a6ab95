import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, type ReactElement } from 'react';
import type { RunState } from '../models/run-all';
import { Button } from './button';

export interface IRunAllProps {
  state: RunState;
  underWay: boolean;
  /** Whether the work can be handed in beside it, and waits for the run. */
  submitWaits: boolean;
  trans: TranslationBundle;
  onRun(): void;
  onCancel(): void;
}

/** Run the notebook here as grading does: from top to bottom, in a fresh kernel. */
export function RunAll(props: IRunAllProps): ReactElement {
  const { state, submitWaits, trans, underWay } = props;
  const label = useId();
  return (
    <div className="jp-AutogradeRunAll">
      {underWay ? (
        <Button
          onClick={event => {
            // The second half of a double click belongs to what began the run.
            if (event.detail <= 1) {
              props.onCancel();
            }
          }}
        >
          {trans.__('Stop running')}
        </Button>
      ) : (
        <Button onClick={props.onRun}>
          {trans.__('Restart and run all here')}
        </Button>
      )}
      {state.kind === 'running' && (
        <>
          <progress
            value={state.done}
            max={state.cells}
            aria-labelledby={label}
          />
          <span aria-hidden>
            {trans.__('%1 of %2', state.done, state.cells)}
          </span>
        </>
      )}
      {/* Begin and end are said; nobody wants to hear of each cell. */}
      <span id={label} role="status">
        {runWords(state, trans)}
        {underWay &&
          submitWaits &&
          ` ${trans.__('Submit waits until they have run, or you stop.')}`}
      </span>
    </div>
  );
}

function runWords(state: RunState, trans: TranslationBundle): string {
  switch (state.kind) {
    case 'idle':
      return trans.__('Grading does the same; variables of now are lost.');
    case 'restarting':
      return trans.__('Restarting the kernel…');
    case 'running':
      return trans.__('The cells are running.');
    case 'done':
      return trans._n(
        'The cell runs without an error.',
        'All %1 cells run without an error.',
        state.cells
      );
    case 'stopped':
      return trans.__('Stopped after cell %1 of %2.', state.done, state.cells);
    case 'failed':
      return trans.__(
        'Cell %1 of %2 ends with an error; you see it there.',
        state.done + 1,
        state.cells
      );
    case 'broken':
      return trans.__(
        'The kernel could not be restarted. Restart it in the Kernel menu.'
      );
    case 'lost':
      return trans.__(
        'The kernel does not answer any more. Restart it in the Kernel menu.'
      );
  }
}
