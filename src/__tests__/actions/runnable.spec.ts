import { SessionContext } from '@jupyterlab/apputils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import { NotebookPanel } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';
import { openRunnable } from '../../actions/runnable';
import { RunAllModel } from '../../models/run-all';

/** JupyterLab's own context of a kernel that does not come back. */
function contextOf(restart: () => Promise<void>): SessionContext {
  const context = Object.create(SessionContext.prototype) as SessionContext;
  return Object.assign(context, {
    _session: { kernel: { restart, status: 'unknown' } },
    _statusChanged: new Signal(context),
    _kernelChanged: new Signal(context)
  });
}

/** The only open document: a notebook without cells of code. */
function documentsWith(sessionContext: SessionContext): IDocumentManager {
  const panel = Object.create(NotebookPanel.prototype, {
    content: { value: { widgets: [] } },
    context: { value: { sessionContext } }
  }) as NotebookPanel;
  const documents: Partial<IDocumentManager> = { findWidget: () => panel };
  return documents as IDocumentManager;
}

describe('an open notebook that is run', () => {
  it('is not said to run afresh when its kernel did not come back', async () => {
    const restart = jest.fn().mockRejectedValue(new Error('gone'));
    const model = new RunAllModel(
      openRunnable(documentsWith(contextOf(restart)), 'lab1.ipynb')!
    );
    await model.run();
    expect(restart).toHaveBeenCalledTimes(1);
    expect(model.state).toEqual({ kind: 'broken' });
    model.dispose();
  });
});
