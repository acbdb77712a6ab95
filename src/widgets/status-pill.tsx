import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { ReactElement } from 'react';
import type { IPendingSubmission } from '../api/local';
import { StatusDetails } from '../components/status-details';
import { StatusPill } from '../components/status-pill';
import { faultOf, lastTryOf } from '../models/fault';
import type { NotebookStatusModel } from '../models/notebook-status';
import { Popover } from './popover';
import { showToolbarItem } from './toolbar-fit';

/** The submission status in a notebook's toolbar. */
export class StatusPillWidget extends ReactWidget {
  constructor(options: StatusPillWidget.IOptions) {
    super();
    this._options = options;
    this.addClass('jp-AutogradePill');
    this.hide();
    options.model.changed.connect(this._onChanged, this);
    this._onChanged();
  }

  dispose(): void {
    if (!this.isDisposed) {
      this._options.model.changed.disconnect(this._onChanged, this);
      this._popover?.dispose();
      super.dispose();
    }
  }

  protected render(): ReactElement {
    const { model, trans } = this._options;
    return (
      <StatusPill
        status={model.status}
        closed={model.isClosed}
        doing={doingOf(model.busy)}
        stale={model.error !== null || model.info?.assignment?.stale === true}
        expanded={this._popover !== null}
        trans={trans}
        onClick={anchor => this._toggle(anchor)}
      />
    );
  }

  private _onChanged(): void {
    showToolbarItem(this, this._options.model.status.kind !== 'none');
    this.update();
    this._popover?.update();
  }

  private _toggle(anchor: HTMLElement): void {
    if (this._popover) {
      this._popover.dispose();
      return;
    }
    const { trans } = this._options;
    this._popover = new Popover({
      anchor,
      label: trans.__('Submission status'),
      render: () => this._details(),
      onClose: () => {
        this._popover = null;
        this.update();
      }
    });
    this._popover.open();
    this.update();
  }

  private _details(): ReactElement {
    const { model, onAsk, onAttempts, onForget, trans } = this._options;
    return model.info ? (
      <StatusDetails
        info={model.info}
        status={model.status}
        fault={faultOf(model.error, trans)}
        lastTry={lastTryOf(model.info.pending, trans)}
        trans={trans}
        onAsk={onAsk}
        onAttempts={onAttempts}
        onForget={onForget}
      />
    ) : (
      <></>
    );
  }

  private readonly _options: StatusPillWidget.IOptions;
  private _popover: Popover | null = null;
}

/** What the pill shows of a click's work; the rest is told elsewhere. */
function doingOf(
  busy: NotebookStatusModel.Busy | null
): 'sending' | 'checking' | null {
  switch (busy) {
    case 'submit':
      return 'sending';
    case 'check':
      return 'checking';
    default:
      return null;
  }
}

export namespace StatusPillWidget {
  export interface IOptions {
    model: NotebookStatusModel;
    trans: TranslationBundle;
    /** Forget a submission that the service refused. */
    onForget(pending: IPendingSubmission): void;
    /** Show the user's attempts. */
    onAttempts(): void;
    /** Ask the staff about the grade. */
    onAsk(): void;
  }
}
