import { Refresher } from '../../models/refresher';
import { settled } from '../live';

describe('a refresher', () => {
  it('makes one more run of what is asked for during a run', async () => {
    const ends: (() => void)[] = [];
    const refresher = new Refresher(
      () => new Promise(resolve => ends.push(resolve))
    );
    const first = refresher.refresh();
    const second = refresher.refresh();
    const third = refresher.refresh();
    expect(ends).toHaveLength(1);
    ends[0]();
    await first;
    await settled();
    expect(ends).toHaveLength(2);
    ends[1]();
    await Promise.all([second, third]);
    expect(ends).toHaveLength(2);
  });

  it('runs again when a run has ended', async () => {
    let runs = 0;
    const refresher = new Refresher(async () => {
      runs += 1;
    });
    await refresher.refresh();
    await refresher.refresh();
    expect(runs).toBe(2);
  });

  it('goes on after a run that failed', async () => {
    let runs = 0;
    const refresher = new Refresher(async () => {
      runs += 1;
      if (runs === 1) {
        throw new Error('first');
      }
    });
    const first = refresher.refresh();
    const second = refresher.refresh();
    await expect(first).rejects.toThrow('first');
    await second;
    expect(runs).toBe(2);
  });
});
