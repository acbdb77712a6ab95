import { columnWidths } from '../../components/formgrader/gradebook/column-widths';

const LONG = 'Homework 3: Tables and Charts';

describe('the columns of the gradebook', () => {
  it('are as wide as their names where there is room', () => {
    const [short, long] = columnWidths(['lab1', LONG], 2000);
    expect(short).toBe(112);
    expect(long).toBeGreaterThan(LONG.length * 7);
  });

  it('share what room there is', () => {
    const widths = columnWidths([LONG, LONG, 'lab1'], 436);
    expect(widths).toEqual([162, 162, 112]);
    expect(columnWidths([LONG, LONG, 'lab1'], 100)).toEqual([112, 112, 112]);
  });

  it('never get wider than a screen can bear', () => {
    expect(columnWidths(['x'.repeat(128)], 5000)).toEqual([320]);
  });
});
