import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { switchWords } from '../../components/live/live-words';
import { ask } from './ask';

/** Ask whether to switch the live classroom of a course on or off. */
export async function askToSwitchLive(
  enabled: boolean,
  days: number,
  course: string,
  trans: TranslationBundle
): Promise<boolean> {
  const { action, text, title } = switchWords(enabled, days, course, trans);
  const answer = await ask({
    title,
    body: text,
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      enabled
        ? Dialog.okButton({ label: action })
        : Dialog.warnButton({ label: action })
    ],
    defaultButton: 0
  });
  return answer.button.accept;
}
