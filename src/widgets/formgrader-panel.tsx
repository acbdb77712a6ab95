import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import type { ReactElement } from 'react';
import { FormgraderView } from '../components/formgrader/formgrader-view';
import { faultOf } from '../models/fault';
import type { FormgraderModel } from '../models/formgrader';
import { focusFirstControl } from './first-control';

/** Everybody's submissions: a main-area tab in JupyterLab, a tab in Notebook's file page. */
export class FormgraderPanel extends ReactWidget {
  constructor(options: FormgraderPanel.IOptions) {
    super();
    this._options = options;
    this.addClass('jp-AutogradeFormgrader');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', options.trans.__('Formgrader'));
  }

  dispose(): void {
    if (!this.isDisposed) {
      this._options.model.dispose();
      super.dispose();
    }
  }

  protected onAfterShow(message: Message): void {
    super.onAfterShow(message);
    void this._options.model.refresh();
  }

  protected onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    void this._options.model.refresh();
  }

  protected onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    focusFirstControl(this.node);
  }

  protected render(): ReactElement {
    const { model, onGradeAgain, trans } = this._options;
    return (
      <FormgraderView
        model={model}
        trans={trans}
        faultOf={error => faultOf(error, trans)}
        onGradeAgain={onGradeAgain}
      />
    );
  }

  private readonly _options: FormgraderPanel.IOptions;
}

export namespace FormgraderPanel {
  export interface IOptions {
    model: FormgraderModel;
    trans: TranslationBundle;
    /** Ask first, then grade the shown submission again. */
    onGradeAgain(): void;
  }
}
