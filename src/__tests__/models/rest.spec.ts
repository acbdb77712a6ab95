import { rest } from '../../models/rest';

describe('a rest', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** Rest for a second; whether it is over. */
  function begin(signal: AbortSignal) {
    const state = { over: false };
    void rest(1_000, signal).then(() => (state.over = true));
    return state;
  }

  it('takes its time', async () => {
    const state = begin(new AbortController().signal);
    await jest.advanceTimersByTimeAsync(999);
    expect(state.over).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(state.over).toBe(true);
  });

  it('is cut short, also before it begins', async () => {
    const control = new AbortController();
    const state = begin(control.signal);
    control.abort();
    await jest.advanceTimersByTimeAsync(0);
    expect(state.over).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
    const late = begin(control.signal);
    await jest.advanceTimersByTimeAsync(0);
    expect(late.over).toBe(true);
  });

  it('leaves nothing behind at a signal that lives on', async () => {
    const { signal } = new AbortController();
    const listening = new Set<unknown>();
    jest
      .spyOn(signal, 'addEventListener')
      .mockImplementation((_, listener) => void listening.add(listener));
    jest
      .spyOn(signal, 'removeEventListener')
      .mockImplementation((_, listener) => void listening.delete(listener));
    begin(signal);
    expect(listening.size).toBe(1);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(listening.size).toBe(0);
  });
});
