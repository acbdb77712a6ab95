import { Dialog } from '@jupyterlab/apputils';
import type { ILocalAssignment } from '../../api/local';
import { ask } from './ask';
import { PreflightBody, type IPreflightOptions } from './preflight';

/** Show what was noticed about work; nothing is handed in. */
export async function showCheck(
  options: IPreflightOptions & { assignment: ILocalAssignment }
): Promise<void> {
  const { assignment, trans } = options;
  await ask({
    title: trans.__('Check of “%1”', assignment.name),
    body: new PreflightBody(options),
    buttons: [Dialog.okButton({ label: trans.__('Close') })],
    hasClose: true
  });
}
