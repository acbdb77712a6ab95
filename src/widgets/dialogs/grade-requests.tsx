import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { ReactElement } from 'react';
import { OwnRequests } from '../../components/own-requests';
import { faultOf } from '../../models/fault';
import type { GradeRequestsModel } from '../../models/grade-requests';
import { ask, KEEPS_ENTER } from './ask';

/** Ask about a grade, and read what was answered; the dialog stays until it is closed. */
export async function showGradeRequests(options: {
  title: string;
  model: GradeRequestsModel;
  trans: TranslationBundle;
}): Promise<void> {
  const { model, title, trans } = options;
  await ask({
    title,
    body: new GradeRequestsBody(model, trans),
    buttons: [Dialog.okButton({ label: trans.__('Close') })],
    hasClose: true,
    focusNodeSelector: 'textarea'
  });
}

class GradeRequestsBody extends ReactWidget {
  constructor(
    private readonly _model: GradeRequestsModel,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-AutogradeRequestsDialog');
    this.node.dataset[KEEPS_ENTER] = '';
    _model.changed.connect(this.update, this);
  }

  dispose(): void {
    if (!this.isDisposed) {
      this._model.changed.disconnect(this.update, this);
      super.dispose();
    }
  }

  protected render(): ReactElement {
    const model = this._model;
    const trans = this._trans;
    return (
      <OwnRequests
        requests={model.requests}
        questions={model.questions}
        fault={faultOf(model.error, trans)}
        trans={trans}
        faultOf={error => faultOf(error, trans)}
        onAsk={(text, question) => model.ask(text, question)}
        onWithdraw={id => model.withdraw(id)}
        onRetry={() => void model.refresh()}
      />
    );
  }
}
