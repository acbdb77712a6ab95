import { RunAllModel, type IRunnable } from '../../models/run-all';

/** A notebook whose cells end when the test says so. */
function notebook(cells: number) {
  const ran: number[] = [];
  let end: ((ok: boolean) => void) | null = null;
  const interrupt = jest.fn(async () => end?.(false));
  const runnable: IRunnable = {
    cells,
    restart: jest.fn(() => Promise.resolve()),
    run: cell => {
      ran.push(cell);
      return new Promise(resolve => {
        end = resolve;
      });
    },
    interrupt
  };
  const finish = async (ok = true): Promise<void> => {
    while (!end) {
      await Promise.resolve();
    }
    const ending = end;
    end = null;
    ending(ok);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { finish, interrupt, ran, runnable };
}

function running(runnable: IRunnable): RunAllModel {
  return new RunAllModel(runnable);
}

describe('running a notebook before it is handed in', () => {
  it('starts afresh, runs each cell, and says how far it is', async () => {
    const { finish, ran, runnable } = notebook(2);
    const model = running(runnable);
    const run = model.run();
    const seen = [model.state];
    model.changed.connect(() => seen.push(model.state));
    await finish();
    await finish();
    await run;
    expect(seen.slice(0, -1)).toEqual([
      { kind: 'restarting' },
      { kind: 'running', done: 0, cells: 2 },
      { kind: 'running', done: 1, cells: 2 }
    ]);
    expect(runnable.restart).toHaveBeenCalledTimes(1);
    expect(ran).toEqual([0, 1]);
    expect(model.state).toEqual({ kind: 'done', cells: 2 });
  });

  it('stops at the first error', async () => {
    const { finish, ran, runnable } = notebook(3);
    const model = running(runnable);
    const run = model.run();
    await finish();
    await finish(false);
    await run;
    expect(ran).toEqual([0, 1]);
    expect(model.state).toEqual({ kind: 'failed', done: 1, cells: 3 });
  });

  it('is stopped by who started it, and when it is not looked at any more', async () => {
    for (const stop of ['cancel', 'dispose'] as const) {
      const { finish, interrupt, ran, runnable } = notebook(3);
      const model = running(runnable);
      const run = model.run();
      await finish();
      await Promise.resolve(model[stop]());
      await run;
      expect(interrupt).toHaveBeenCalledTimes(1);
      expect(ran).toEqual([0, 1]);
      expect(model.state.kind).toBe('stopped');
    }
  });

  it('says that the kernel did not come back', async () => {
    const { runnable } = notebook(1);
    const model = running({
      ...runnable,
      restart: () => Promise.reject(new Error('gone'))
    });
    await model.run();
    expect(model.state).toEqual({ kind: 'broken' });
  });

  it('runs no cell when it is stopped while the kernel restarts', async () => {
    const { interrupt, ran, runnable } = notebook(1);
    const model = running(runnable);
    const run = model.run();
    await model.cancel();
    await run;
    expect(interrupt).not.toHaveBeenCalled();
    expect(ran).toEqual([]);
    expect(model.state).toEqual({ kind: 'stopped', done: 0, cells: 1 });
  });

  it('says that the kernel can not be told to stop, and begins anew', async () => {
    const { finish, interrupt, ran, runnable } = notebook(2);
    interrupt.mockRejectedValue(new Error('gone'));
    const model = running(runnable);
    const first = model.run();
    await Promise.resolve();
    await model.cancel();
    expect(model.state).toEqual({ kind: 'lost' });
    // What comes of the cell at last changes nothing.
    await finish();
    await first;
    expect(model.state).toEqual({ kind: 'lost' });
    const second = model.run();
    await finish();
    await finish();
    await second;
    expect(ran).toEqual([0, 0, 1]);
    expect(model.state).toEqual({ kind: 'done', cells: 2 });
  });

  it('tells a kernel that is lost on the way from one that did not come back', async () => {
    const { runnable } = notebook(1);
    const model = running({
      ...runnable,
      run: () => Promise.reject(new Error('disposed'))
    });
    await model.run();
    expect(model.state).toEqual({ kind: 'lost' });
  });
});
