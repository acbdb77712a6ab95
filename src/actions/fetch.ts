import { Notification } from '@jupyterlab/apputils';
import { describeError } from '../api/errors';
import type { FetchMode, IFetched, ILocalAssignment } from '../api/local';
import { askToFetch } from '../widgets/dialogs/fetch';
import { showFault } from '../widgets/dialogs/fault';
import { openContext, reloadDocuments, saveDocument } from './documents';
import type { Busy, IActionEnvironment } from './environment';

/** Bring an assignment for the first time, a newer version of it, or start again with a backup. */
export async function fetchAssignment(
  assignment: ILocalAssignment,
  busy: Busy,
  environment: IActionEnvironment
): Promise<IFetched | null> {
  const { client, documents, trans } = environment;
  const fresh = assignment.folder === null;
  const gone = (assignment.missing ?? []).length > 0;
  // An update brings back what is gone and keeps what was changed, so there is nothing to ask.
  const mode: FetchMode | null =
    fresh || gone ? 'update' : await askToFetch(assignment, trans);
  if (mode === null) {
    return null;
  }
  const id = Notification.emit(
    trans.__('Fetching “%1”…', assignment.name),
    'in-progress',
    { autoClose: false }
  );
  try {
    const fetched = await busy(async () => {
      // What is on the screen must be what is compared, and what goes into the backup.
      for (const path of assignment.notebooks) {
        await saveDocument(openContext(documents, path));
      }
      return client.fetch(assignment.id, mode);
    });
    await reloadDocuments(documents, fetched.notebooks);
    // What was fetched before is open, or was left closed.
    const opened = fresh || gone ? onlyNotebook(fetched) : null;
    const offered = opened !== null && !environment.opensByItself;
    Notification.update({
      id,
      type: fetched.kept.length > 0 ? 'warning' : 'success',
      message: fetchedWords(assignment.name, fetched, environment),
      autoClose: closesAfter(fetched, offered),
      actions: offered
        ? [
            {
              label: trans.__('Open'),
              displayType: 'accent',
              callback: () => environment.open(opened)
            }
          ]
        : []
    });
    if (opened !== null && !offered) {
      environment.open(opened);
    }
    return fetched;
  } catch (reason) {
    Notification.dismiss(id);
    await showFault(
      trans.__('“%1” was not fetched', assignment.name),
      describeError(reason, trans),
      trans
    );
    return null;
  }
}

/** The notebook that there can be no doubt about; null when there are none or several. */
function onlyNotebook({ notebooks }: IFetched): string | null {
  return notebooks.length === 1 ? notebooks[0] : null;
}

/** Milliseconds that the news is shown; false = until it is closed, as is news of what people changed. */
function closesAfter(fetched: IFetched, hasButton: boolean): number | false {
  if (fetched.backup || fetched.kept.length > 0) {
    return false;
  }
  return hasButton ? 20_000 : 5_000;
}

function fetchedWords(
  name: string,
  fetched: IFetched,
  { trans }: IActionEnvironment
): string {
  if (fetched.backup) {
    return trans.__(
      '“%1” is as it was given out. Your own files are in %2.',
      name,
      fetched.backup
    );
  }
  if (fetched.merged?.length) {
    return trans.__(
      'Fetched version %1 of “%2”: your changes and the new text are merged.',
      fetched.version,
      name
    );
  }
  if (fetched.kept.length > 0) {
    return trans._n(
      'Fetched version %2 of “%3”; %1 file that you changed was kept.',
      'Fetched version %2 of “%3”; %1 files that you changed were kept.',
      fetched.kept.length,
      fetched.version,
      name
    );
  }
  return trans.__('Fetched “%1” into %2.', name, fetched.folder);
}
