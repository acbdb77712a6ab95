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
    _session: {
      kernel: { restart, status: 'unknown' },
      dispose: () => undefined
    },
    _kernelPreference: {},
    _statusChanged: new Signal(context),
    _kernelChanged: new Signal(context),
    _disposed: new Signal(context)
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

  it('waits for a restart that the user has begun, and runs then', async () => {
    let comeBack = (): void => undefined;
    const restart = jest.fn(
      () => new Promise<void>(resolve => (comeBack = resolve))
    );
    const context = contextOf(restart);
    jest.spyOn(NotebookActions, 'runCells').mockResolvedValue(true);
    const model = new RunAllModel(
      openRunnable(documentsWith(context, 'code'), 'lab1.ipynb')!
    );
    const ofUser = context.restartKernel();
    const run = model.run();
    expect(model.state).toEqual({ kind: 'restarting' });
    comeBack();
    await Promise.all([ofUser, run]);
    expect(restart).toHaveBeenCalledTimes(1);
    expect(model.state).toEqual({ kind: 'done', cells: 1 });
    model.dispose();
  });

  it('waits for no restart of a notebook that is closed meanwhile', async () => {
    const context = contextOf(() => new Promise<void>(() => undefined));
    const model = new RunAllModel(
      openRunnable(documentsWith(context, 'code'), 'lab1.ipynb')!
    );
    void context.restartKernel();
    const run = model.run();
    context.dispose();
    await run;
    expect(model.state).toEqual({ kind: 'broken' });
    model.dispose();
  });
});
