import type { DocumentRegistry } from '@jupyterlab/docregistry';
import { describeError } from '../api/errors';
import type { ILocalAssignment } from '../api/local';
import type { IWorkCheck } from '../api/own-work';
import type { IRunnable } from '../models/run-all';
import { showChecking } from '../widgets/dialogs/checking';
import { showCheck } from '../widgets/dialogs/check';
import { showFault } from '../widgets/dialogs/fault';
import { openContext, saveDocument } from './documents';
import type { Busy, IActionEnvironment } from './environment';
import { openRunnable } from './runnable';

/** What is known of work before it is handed in. */
export interface IPreflight {
  check: IWorkCheck;
  /** Open documents beside the notebooks with changes that are not saved. */
  unsaved: readonly string[];
  /** The notebook, where it is open here and has a kernel. */
  runnable: IRunnable | null;
}

/** Save the notebooks of an assignment and look at what would be handed in. Rejects when it can't be looked at. */
export async function preflight(
  assignment: ILocalAssignment,
  { client, documents, openDocuments }: IActionEnvironment
): Promise<IPreflight> {
  const { folder, notebooks } = assignment;
  for (const path of notebooks) {
    await saveDocument(openContext(documents, path));
  }
  const check = await client.ownWork.check(notebooks[0]);
  return {
    check,
    unsaved: unsavedIn(openDocuments(), `${folder ?? ''}/`),
    runnable:
      notebooks.map(path => openRunnable(documents, path)).find(Boolean) ?? null
  };
}

/** The same with a sign that it goes on, once it takes longer; null = the user did not want to wait. */
export function preflightInSight(
  assignment: ILocalAssignment,
  busy: Busy,
  environment: IActionEnvironment
): Promise<IPreflight | null> {
  return showChecking(
    assignment.name,
    busy(() => preflight(assignment, environment)),
    environment.trans
  );
}

/** Check an assignment, and hand nothing in. */
export async function checkAssignment(
  assignment: ILocalAssignment,
  busy: Busy,
  environment: IActionEnvironment
): Promise<void> {
  const { trans } = environment;
  let found: IPreflight | null;
  try {
    found = await preflightInSight(assignment, busy, environment);
  } catch (reason) {
    await showFault(
      trans.__('“%1” was not checked', assignment.name),
      describeError(reason, trans),
      trans
    );
    return;
  }
  if (found) {
    await showCheck({ assignment, ...found, trans });
  }
}

/** Paths of the open documents below a folder that have changes on the screen only. */
function unsavedIn(
  open: readonly DocumentRegistry.Context[],
  folder: string
): string[] {
  const paths = open
    .filter(
      ({ localPath, model }) => model.dirty && localPath.startsWith(folder)
    )
    .map(({ localPath }) => localPath.slice(folder.length));
  return [...new Set(paths)].sort();
}
