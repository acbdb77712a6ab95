import { act, renderHook } from '@testing-library/react';
import { useDraft } from '../../components/formgrader/assignments/draft';
import { Drafts } from '../../drafts';

const NOTHING = { whom: '' };

/** A form that is shown, and its fields. */
function show(drafts: Drafts, form = 'A1 grant') {
  return renderHook(() => useDraft(drafts, form, NOTHING));
}

describe('a form', () => {
  it('has what was typed when it is shown again', () => {
    const drafts = new Drafts();
    const first = show(drafts);
    act(() => first.result.current.type({ whom: 'alice' }));
    first.unmount();
    expect(show(drafts).result.current.typed).toEqual({ whom: 'alice' });
  });

  it('begins anew when it is shown again before its sending is answered', async () => {
    const drafts = new Drafts();
    const first = show(drafts);
    act(() => first.result.current.type({ whom: 'alice' }));
    let answer!: (taken: boolean) => void;
    first.result.current.send(
      () => new Promise<boolean>(resolve => (answer = resolve))
    );
    first.unmount();
    const other = show(drafts, 'A2 grant');
    act(() => other.result.current.type({ whom: 'alice' }));
    const again = show(drafts);
    expect(again.result.current.changed).toBe(true);
    await act(async () => answer(true));
    expect(again.result.current).toMatchObject({
      typed: NOTHING,
      changed: false
    });
    expect(other.result.current.changed).toBe(true);
  });

  it('keeps what was not taken', async () => {
    const { result } = show(new Drafts());
    act(() => result.current.type({ whom: 'alice' }));
    await act(async () => result.current.send(() => Promise.resolve(false)));
    expect(result.current.typed).toEqual({ whom: 'alice' });
  });
});
