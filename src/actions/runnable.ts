import type { ISessionContext } from '@jupyterlab/apputils';
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
      if (sessionContext.isRestarting) {
        // By the user, in the Kernel menu: it would not restart twice, and says nothing of that.
        await restarted(sessionContext);
      } else {
        await sessionContext.restartKernel();
      }
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

/** Wait until a kernel that restarts has come back, or has not. */
function restarted(context: ISessionContext): Promise<void> {
  return new Promise(resolve => {
    const look = (): void => {
      if (!context.isRestarting || context.isDisposed) {
        context.statusChanged.disconnect(look);
        context.disposed.disconnect(look);
        resolve();
      }
    };
    context.statusChanged.connect(look);
    context.disposed.connect(look);
  });
}
