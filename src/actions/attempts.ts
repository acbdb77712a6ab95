import type { ILocalAssignment } from '../api/local';
import { showAttempts } from '../widgets/dialogs/attempts';
import { openContext, reloadDocuments, saveDocument } from './documents';
import type { IActionEnvironment } from './environment';

/** Show the user's attempts at an assignment: receipts, what has changed since, and the way back. */
export async function showOwnAttempts(
  assignment: ILocalAssignment,
  environment: IActionEnvironment
): Promise<void> {
  const { client, documents, live, trans } = environment;
  await showAttempts({
    title: trans.__('Attempts at “%1”', assignment.name),
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
    reload: paths => reloadDocuments(documents, paths)
  });
}
