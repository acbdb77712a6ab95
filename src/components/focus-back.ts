import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';

/**
 * Lead the keys back when what took them away has gone, and the focus with it.
 *
 * They go to what had them before; where that has gone too, to `place`.
 */
export function useFocusBack(
  place: RefObject<HTMLElement | null>,
  away: boolean
): void {
  const opener = useRef<Element | null>(null);
  const wasAway = useRef(away);
  // Before what is shown takes the focus, which it does in an effect of its own.
  useLayoutEffect(() => {
    if (away) {
      opener.current = document.activeElement;
    }
  }, [away]);
  useEffect(() => {
    const isLost = document.activeElement === document.body;
    if (wasAway.current && !away && isLost) {
      const before = opener.current;
      if (before instanceof HTMLElement) {
        before.focus({ preventScroll: true });
      }
      if (document.activeElement === document.body) {
        place.current?.focus({ preventScroll: true });
      }
    }
    wasAway.current = away;
  }, [place, away]);
}
