import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ILocalAssignment } from '../../api/local';
import { ask } from './ask';

/** What can be done with a notebook that was fetched before. */
export type FetchAnswer = 'update' | 'reset' | null;

const RESET = 'reset';

/** Ask whether to bring the newer version, or to start again with a backup; null = neither. */
export async function askToFetch(
  assignment: ILocalAssignment,
  trans: TranslationBundle
): Promise<FetchAnswer> {
  const { fetched_version: fetched, name, version } = assignment;
  const newer = (version ?? 0) > (fetched ?? 0);
  const reset = Dialog.warnButton({
    label: trans.__('Reset with backup'),
    actions: [RESET]
  });
  const update = Dialog.okButton({
    label: trans.__('Fetch version %1', version ?? 0)
  });
  const answer = await ask({
    title: trans.__('Fetch “%1”?', name),
    body: (
      <div>
        <p>
          {newer
            ? trans.__(
                'Version %1 is out; you have version %2. What you have changed is kept.',
                version ?? 0,
                fetched ?? 0
              )
            : trans.__('You have the newest version, %1.', fetched ?? 0)}
        </p>
        <p>
          {trans.__(
            'A reset puts the original files back. Your own are moved to a backup folder first.'
          )}
        </p>
      </div>
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      reset,
      ...(newer ? [update] : [])
    ],
    defaultButton: newer ? 2 : 0
  });
  if (!answer.button.accept) {
    return null;
  }
  return answer.button.actions.includes(RESET) ? 'reset' : 'update';
}
