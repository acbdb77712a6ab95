import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ask } from './ask';

/** Ask whether to put the released text of a cell back; resolves with the answer. */
export async function askToRevert(
  source: string,
  trans: TranslationBundle
): Promise<boolean> {
  const answer = await ask({
    title: trans.__('Revert this cell?'),
    body: (
      <div className="jp-AutogradeRevert">
        <p>
          {trans.__(
            'What you have written in this cell is replaced by what was released:'
          )}
        </p>
        <pre tabIndex={0} aria-label={trans.__('Released text')}>
          {source}
        </pre>
      </div>
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.warnButton({ label: trans.__('Revert') })
    ],
    defaultButton: 0
  });
  return answer.button.accept;
}
