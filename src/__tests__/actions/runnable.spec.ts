import { SessionContext } from '@jupyterlab/apputils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import { NotebookActions, NotebookPanel } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';
import { openRunnable } from '../../actions/runnable';
import { RunAllModel } from '../../models/run-all';

/** JupyterLab's own context of a kernel. */
function contextOf(restart: () => Promise<void>): SessionContext {
  const context = Object.create(SessionContext.prototype) as SessionContext;
  return Object.assign(context, {
    _session: { kernel: { restart, status: 'unknown' } },
    _statusChanged: new Signal(context),
    _kernelChanged: new Signal(context)
  });
}

/** The only open document: a notebook with cells of some types. */
function documentsWith(
  sessionContext: SessionContext,
  ...types: string[]
): IDocumentManager {
  const widgets = types.map(type => ({ model: { type } }));
  const panel = Object.create(NotebookPanel.prototype, {
    content: { value: { widgets } },
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

  it('runs its cells of code in a kernel that everybody is told of', async () => {
    const did: string[] = [];
    const restart = async (): Promise<void> => void did.push('restart');
    const context = contextOf(restart);
    // JupyterLab's indicator of what runs forgets what it waited for by this signal.
    context.kernelChanged.connect(() => did.push('told'));
    jest
      .spyOn(NotebookActions, 'runCells')
      .mockImplementation(async (_, [cell]) => {
        did.push(cell.model.type);
        return true;
      });
    const documents = documentsWith(context, 'code', 'markdown', 'code');
    const model = new RunAllModel(openRunnable(documents, 'lab1.ipynb')!);
    await model.run();
    expect(did).toEqual(['restart', 'told', 'code', 'code']);
    expect(model.state).toEqual({ kind: 'done', cells: 2 });
    model.dispose();
  });
});
