import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IErrorText } from '../../api/errors';
import { Message } from '../../components/message';
import { ask } from './ask';

/** Say what went wrong and what to do about it. */
export async function showFault(
  title: string,
  fault: IErrorText,
  trans: TranslationBundle
): Promise<void> {
  await ask({
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
