import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import type { ReactElement } from 'react';
import type { IWorkCheck } from '../../api/own-work';
import { CheckFindings } from '../../components/check-findings';
import { RunAll } from '../../components/run-all';
import { findingText } from '../../models/fault';
import { isUnderWay, RunAllModel, type IRunnable } from '../../models/run-all';
import { acceptButton, KEEPS_ENTER } from './ask';

export interface IPreflightOptions {
  check: IWorkCheck;
  unsaved: readonly string[];
  runnable: IRunnable | null;
  trans: TranslationBundle;
}

/** What was noticed about work before it is handed in, and running it here; below it what else is to be said. */
export class PreflightBody extends ReactWidget {
  constructor(
    private readonly _options: IPreflightOptions,
    private readonly _head: ReactElement | null = null
  ) {
    super();
    this.addClass('jp-AutogradePreflight');
    if (_options.runnable) {
      this._run = new RunAllModel(_options.runnable);
      this._run.changed.connect(this.update, this);
    }
  }

  dispose(): void {
    if (!this.isDisposed) {
      this._run?.dispose();
      super.dispose();
    }
  }

  /** Nothing is handed in with a cell cut short by it. */
  protected onUpdateRequest(message: Message): void {
    super.onUpdateRequest(message);
    const submit = this._submits && acceptButton(this);
    if (submit && this._run) {
      submit.disabled = isUnderWay(this._run.state);
    }
  }

  /** Whether the dialog's button hands in; else it closes the dialog. */
  private get _submits(): boolean {
    return this._head !== null && !isBlocked(this._options.check);
  }

  protected render(): ReactElement {
    const { check, trans, unsaved } = this._options;
    const run = this._run;
    return (
      <>
        {this._head}
        <CheckFindings
          check={check}
          unsaved={unsaved}
          trans={trans}
          describe={finding => findingText(finding, trans)}
        />
        {run && (
          // Enter on a button of ours must not close the dialog.
          <div {...{ [`data-${KEEPS_ENTER_ATTRIBUTE}`]: '' }}>
            <RunAll
              state={run.state}
              underWay={isUnderWay(run.state)}
              submitWaits={this._submits}
              trans={trans}
              onRun={() => void run.run()}
              onCancel={() => void run.cancel()}
            />
          </div>
        )}
      </>
    );
  }

  private readonly _run: RunAllModel | null = null;
}

/** As `data-…` has it what `dataset` calls KEEPS_ENTER. */
const KEEPS_ENTER_ATTRIBUTE = KEEPS_ENTER.replace(
  /[A-Z]/g,
  letter => `-${letter.toLowerCase()}`
);

/** Whether Submit would be refused. */
export function isBlocked(check: IWorkCheck): boolean {
  return check.findings.some(finding => finding.blocks);
}
