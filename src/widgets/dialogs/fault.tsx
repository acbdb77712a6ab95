import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IErrorText } from '../../api/errors';
import { Message } from '../../components/message';

/** Say what went wrong and what to do about it. */
export async function showFault(
  title: string,
  fault: IErrorText,
  trans: TranslationBundle
): Promise<void> {
  await showDialog({
    title,
    body: (
      <Message
        kind="error"
        sentence={fault.sentence}
        nextStep={fault.nextStep}
      />
    ),
    buttons: [Dialog.okButton({ label: trans.__('Close') })]
  });
}
