import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import { notSaved } from '../models/fault';

/** The open document of a path; null when it is not open in this page. */
export function openContext(
  documents: IDocumentManager,
  path: string
): DocumentRegistry.Context | null {
  const widget = documents.findWidget(path, null);
  return (widget && documents.contextForWidget(widget)) ?? null;
}

/** Save, and be sure of it: rejects with `not_saved`. A document that is not open is on the disk already. */
export async function saveDocument(
  context: DocumentRegistry.Context | null
): Promise<void> {
  if (!context) {
    return;
  }
  let failed = false;
  const onState = (_: unknown, state: DocumentRegistry.SaveState): void => {
    failed = state === 'failed';
  };
  context.saveState.connect(onState);
  try {
    await context.save();
  } catch {
    failed = true;
  } finally {
    context.saveState.disconnect(onState);
  }
  // JupyterLab shows a failed save in a dialog of its own and resolves all the same.
  if (failed || context.model.dirty) {
    throw notSaved();
  }
}

/** Read the documents of a folder again from disk, after something else has written them. */
export async function reloadDocuments(
  documents: IDocumentManager,
  paths: readonly string[]
): Promise<void> {
  await Promise.all(paths.map(path => openContext(documents, path)?.revert()));
}
