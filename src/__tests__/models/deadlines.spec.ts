import { Signal } from '@lumino/signaling';
import type { ILocalAssignment } from '../../api/local';
import { Deadlines, type IDueSoon } from '../../models/deadlines';
import { assignment, pending } from '../samples';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-21T12:00:00Z');

function memory() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value)
  };
}

const due = (ahead: number): string => new Date(NOW + ahead).toISOString();

function watch(
  list: ILocalAssignment[],
  change: Partial<Deadlines.IOptions> = {}
) {
  const source = {
    assignments: list,
    refresh: jest.fn(() => Promise.resolve())
  };
  const changed = new Signal<never, void>(source as never);
  const deadlines = new Deadlines({
    assignments: { ...source, changed: changed as never },
    memory,
    user: () => 'alice',
    isStaffOf: () => false,
    isVisible: () => true,
    ...change
  });
  const told: IDueSoon[] = [];
  deadlines.dueSoon.connect((_, near) => told.push(...near));
  deadlines.look();
  return { deadlines, refresh: source.refresh, told };
}

describe('the due times of a user', () => {
  beforeEach(() => jest.useFakeTimers({ now: NOW }));

  afterEach(() => jest.useRealTimers());

  it('are told once a day and once an hour before, over reloads too', () => {
    const kept = memory();
    const one = assignment({ due_at: due(5 * HOUR) });
    const { deadlines, told } = watch([one], { memory: () => kept });
    expect(told.map(({ nearness }) => nearness)).toEqual(['day']);
    deadlines.look();
    expect(watch([one], { memory: () => kept }).told).toEqual([]);
    jest.setSystemTime(NOW + 4.5 * HOUR);
    expect(
      watch([one], { memory: () => kept }).told.map(({ nearness }) => nearness)
    ).toEqual(['hour']);
    jest.setSystemTime(NOW + 5 * HOUR);
    expect(watch([one], { memory: () => kept }).told).toEqual([]);
  });

  it('are told again when they have changed', () => {
    const kept = memory();
    watch([assignment({ due_at: due(5 * HOUR) })], { memory: () => kept });
    expect(
      watch([assignment({ due_at: due(6 * HOUR) })], { memory: () => kept })
        .told
    ).toHaveLength(1);
  });

  it('concern nobody who has handed in, is of the staff, or does not look', () => {
    const near = { due_at: due(HOUR / 2) };
    const mine = {
      id: 'S1',
      attempt: 1,
      submitted_at: due(-HOUR),
      late: false,
      state: 'graded'
    };
    for (const list of [
      [assignment({ ...near, my_submission: mine })],
      [assignment({ ...near, pending: pending() })],
      [assignment({ ...near, state: 'closed' })],
      [assignment({ due_at: due(30 * HOUR) })],
      [assignment({ due_at: due(-HOUR) })]
    ]) {
      expect(watch(list).told).toEqual([]);
    }
    expect(watch([assignment(near)], { isStaffOf: () => true }).told).toEqual(
      []
    );
    const kept = memory();
    expect(
      watch([assignment(near)], { isVisible: () => false, memory: () => kept })
        .told
    ).toEqual([]);
    expect(watch([assignment(near)], { memory: () => kept }).told).toHaveLength(
      1
    );
  });

  it('ask the service what is so when one is reached', () => {
    const { refresh } = watch([
      assignment({ due_at: due(2 * HOUR), closes_at: due(3 * HOUR) })
    ]);
    jest.advanceTimersByTime(HOUR - 1);
    expect(refresh).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('survive what something else has written into the storage', () => {
    for (const text of ['{', '{}', 'null']) {
      const { told } = watch([assignment({ due_at: due(HOUR / 2) })], {
        memory: () => ({ ...memory(), getItem: () => text })
      });
      expect(told).toHaveLength(1);
    }
  });

  it('are told each user of a browser', () => {
    const kept = memory();
    const near = [assignment({ due_at: due(HOUR / 2) })];
    for (const name of ['alice', 'bob']) {
      const change = { memory: () => kept, user: () => name };
      expect(watch(near, change).told).toHaveLength(1);
      expect(watch(near, change).told).toHaveLength(0);
    }
    expect(watch(near, { user: () => null }).told).toEqual([]);
  });

  it('are told and waited for in a browser that keeps nothing', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    const refuse = (): never => {
      throw new Error('SecurityError');
    };
    for (const none of [refuse, () => ({ ...memory(), setItem: refuse })]) {
      const { deadlines, refresh, told } = watch(
        [assignment({ due_at: due(HOUR / 2) })],
        { memory: none }
      );
      deadlines.look();
      expect(told).toHaveLength(1);
      jest.advanceTimersByTime(HOUR / 2);
      expect(refresh).toHaveBeenCalledTimes(1);
      jest.setSystemTime(NOW);
    }
    warn.mockRestore();
  });
});
