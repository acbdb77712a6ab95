import type { IDocumentManager } from '@jupyterlab/docmanager';
import { NotebookActions, NotebookPanel } from '@jupyterlab/notebook';
import type { IRunnable } from '../models/run-all';

/** The open notebook of a path as something to run; null when it is not open, or has no kernel. */
export function openRunnable(
  documents: IDocumentManager,
  path: string
): IRunnable | null {
  const panel = documents.findWidget(path, null);
  if (
    !(panel instanceof NotebookPanel) ||
    !panel.sessionContext.session?.kernel
  ) {
    return null;
  }
  const { content, sessionContext } = panel;
  const cells = content.widgets.filter(cell => cell.model.type === 'code');
  return {
    cells: cells.length,
    // By the context, not by the kernel: JupyterLab's indicator of what runs begins anew by the context's signal.
    restart: async () => {
      if (!sessionContext.session?.kernel) {
        throw new Error(`There is no kernel of ${path}`);
      }
      await sessionContext.restartKernel();
      // It resolves also when the kernel did not come back.
      if (!sessionContext.isReady) {
        throw new Error(`The kernel of ${path} did not come back`);
      }
    },
    run: cell =>
      NotebookActions.runCells(content, [cells[cell]], sessionContext),
    interrupt: async () => {
      await sessionContext.session?.kernel?.interrupt();
    }
  };
}
