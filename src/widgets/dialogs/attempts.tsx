import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import { Attempts } from '../../components/attempts';
import { AttemptsModel } from '../../models/attempts';
import { faultOf } from '../../models/fault';
import { ask } from './ask';
import { FollowedBody } from './followed-body';

export interface IAttemptsOptions extends AttemptsModel.IOptions {
  title: string;
  /** Whether the assignment's folder is here. */
  fetched: boolean;
  trans: TranslationBundle;
}

/** Show the user's attempts at an assignment; the dialog stays until it is closed. */
export async function showAttempts(options: IAttemptsOptions): Promise<void> {
  const { title, trans } = options;
  await ask({
    title,
    body: new AttemptsBody(options),
    buttons: [Dialog.okButton({ label: trans.__('Close') })],
    hasClose: true
  });
}

class AttemptsBody extends FollowedBody<AttemptsModel> {
  constructor(private readonly _options: IAttemptsOptions) {
    super(new AttemptsModel(_options), 'jp-AutogradeAttemptsDialog');
  }

  protected render(): ReactElement {
    const { model } = this;
    const { fetched, trans } = this._options;
    return (
      <Attempts
        attempts={model.attempts}
        fetched={fetched}
        busy={model.busy}
        comparison={model.comparison}
        restored={model.restored}
        fault={faultOf(model.error, trans)}
        trans={trans}
        onReceipt={id => void model.keepReceipt(id)}
        onCompare={id => void model.compare(id)}
        onRestore={id => void model.restore(id)}
        onRetry={() => void model.retry()}
      />
    );
  }
}
