import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { AssignmentVersion } from '../../api/schemas';
import { ReleaseReport } from '../../components/release-report';
import { ask } from './ask';

/** Show a built version; resolves with whether to release it. */
export async function askToRelease(
  name: string,
  version: AssignmentVersion,
  trans: TranslationBundle
): Promise<boolean> {
  const body = <ReleaseReport version={version} trans={trans} />;
  if (version.state !== 'ready') {
    await ask({
      title: trans.__('“%1” was not released', name),
      body,
      buttons: [Dialog.okButton({ label: trans.__('Close') })]
    });
    return false;
  }
  const risky = (version.report?.leaks ?? []).length > 0;
  const label = trans.__('Release to students');
  const answer = await ask({
    title: trans.__('Release version %1 of “%2”?', version.number, name),
    body,
    buttons: [
      Dialog.cancelButton({ label: trans.__('Not now') }),
      risky ? Dialog.warnButton({ label }) : Dialog.okButton({ label })
    ],
    defaultButton: risky ? 0 : 1
  });
  return answer.button.accept;
}
