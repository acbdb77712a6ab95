import type { Message } from '@lumino/messaging';
import type { ReactElement } from 'react';
import { FormgraderView } from '../components/formgrader/formgrader-view';
import type { IPageActs } from '../components/formgrader/page';
import { faultOf } from '../models/fault';
import type { FormgraderModel } from '../models/formgrader/formgrader';
import { StaffPanel } from './staff-panel';

/** All that staff do with a course. */
export class FormgraderPanel extends StaffPanel<FormgraderPanel.IOptions> {
  constructor(options: FormgraderPanel.IOptions) {
    super(options, 'jp-AutogradeFormgrader', options.trans.__('Formgrader'));
  }

  protected onAfterShow(message: Message): void {
    super.onAfterShow(message);
    void this.options.model.refresh();
  }

  protected onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    void this.options.model.refresh();
  }

  protected render(): ReactElement {
    const { acts, model, trans } = this.options;
    return (
      <FormgraderView
        model={model}
        trans={trans}
        faultOf={error => faultOf(error, trans)}
        acts={acts}
      />
    );
  }
}

export namespace FormgraderPanel {
  export interface IOptions extends StaffPanel.IOptions {
    model: FormgraderModel;
    acts: IPageActs;
  }
}
