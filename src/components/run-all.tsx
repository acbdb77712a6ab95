import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, type ReactElement } from 'react';
import type { RunState } from '../models/run-all';
import { Button } from './button';

export interface IRunAllProps {
  state: RunState;
  trans: TranslationBundle;
  onRun(): void;
  onCancel(): void;
}

/** Run the notebook here as grading does: from top to bottom, in a fresh kernel. */
export function RunAll(props: IRunAllProps): ReactElement {
  const { state, trans } = props;
  const label = useId();
  const running = state.kind === 'running';
  return (
    <div className="jp-AutogradeRunAll">
      {running ? (
        <Button onClick={props.onCancel}>{trans.__('Stop running')}</Button>
      ) : (
        <Button onClick={props.onRun}>
          {trans.__('Restart and run all here')}
        </Button>
      )}
      {running && (
        <progress
          value={state.done}
          max={state.cells}
          aria-labelledby={label}
        />
      )}
      <span id={label} role="status">
        {runWords(state, trans)}
      </span>
    </div>
  );
}

function runWords(state: RunState, trans: TranslationBundle): string {
  switch (state.kind) {
    case 'idle':
      return trans.__('Grading does the same; variables of now are lost.');
    case 'running':
      return state.done === 0
        ? trans.__('Restarting the kernel…')
        : trans.__('Cell %1 of %2 has run', state.done, state.cells);
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
  }
}
