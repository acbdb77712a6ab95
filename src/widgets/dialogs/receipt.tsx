import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Submission } from '../../api/schemas';
import { Receipt } from '../../components/receipt';
import { ask } from './ask';

/** Show what the service has acknowledged. */
export async function showReceipt(
  submission: Submission,
  trans: TranslationBundle
): Promise<void> {
  await ask({
    title: trans.__('Receipt for “%1”', submission.assignment),
    body: <Receipt submission={submission} trans={trans} />,
    buttons: [Dialog.okButton({ label: trans.__('Close') })]
  });
}
