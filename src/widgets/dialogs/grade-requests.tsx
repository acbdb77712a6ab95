import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import { OwnRequests } from '../../components/own-requests';
import { faultOf } from '../../models/fault';
import { GradeRequestsModel } from '../../models/grade-requests';
import { ask } from './ask';
import { FollowedBody } from './followed-body';

/** Ask about a grade, and read what was answered; the dialog stays until it is closed. */
export async function showGradeRequests(
  options: GradeRequestsModel.IOptions & {
    title: string;
    /** What is asked about at first; null = the whole grade. */
    question: string | null;
    trans: TranslationBundle;
  }
): Promise<void> {
  const { title, trans } = options;
  await ask({
    title,
    body: new GradeRequestsBody(options, options.question, trans),
    buttons: [Dialog.okButton({ label: trans.__('Close') })],
    hasClose: true,
    focusNodeSelector: 'textarea'
  });
}

class GradeRequestsBody extends FollowedBody<GradeRequestsModel> {
  constructor(
    options: GradeRequestsModel.IOptions,
    private readonly _question: string | null,
    private readonly _trans: TranslationBundle
  ) {
    super(new GradeRequestsModel(options), 'jp-AutogradeRequestsDialog');
  }

  protected render(): ReactElement {
    const { model } = this;
    const trans = this._trans;
    return (
      <OwnRequests
        requests={model.requests}
        about={this._question}
        questions={model.questions}
        fault={faultOf(model.error, trans)}
        trans={trans}
        faultOf={error => faultOf(error, trans)}
        onAsk={(text, question) => model.ask(text, question)}
        onWithdraw={id => model.withdraw(id)}
        onRetry={() => void model.retry()}
      />
    );
  }
}
