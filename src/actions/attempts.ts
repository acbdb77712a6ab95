import { Notification } from '@jupyterlab/apputils';
import { describeError } from '../api/errors';
import type { ILocalAssignment } from '../api/local';
import { restoredWords } from '../components/restored-words';
import { keepFile } from '../downloads';
import { showAttempts } from '../widgets/dialogs/attempts';
import { showFault } from '../widgets/dialogs/fault';
import { openContext, reloadDocuments, saveDocument } from './documents';
import type { IActionEnvironment } from './environment';

/** Show the user's attempts at an assignment: receipts, what has changed since, and the way back. */
export async function showOwnAttempts(
  assignment: ILocalAssignment,
  environment: IActionEnvironment
): Promise<void> {
  const { client, documents, live, trans } = environment;
  const title = trans.__('Attempts at “%1”', assignment.name);
  await showAttempts({
    title,
    assignmentId: assignment.id,
    fetched: assignment.folder !== null,
    client,
    live,
    trans,
    save: async () => {
      for (const path of assignment.notebooks) {
        await saveDocument(openContext(documents, path));
      }
    },
    reload: paths => reloadDocuments(documents, paths),
    keep: keepFile,
    returned: restored =>
      void Notification.success(restoredWords(restored, trans)),
    missed: reason => void showFault(title, describeError(reason, trans), trans)
  });
}
