const CONTROLS =
  ':is(a[href], button, input, select, textarea, summary, [tabindex]):not(:disabled, [tabindex^="-"])';

/** What the Tab key reaches within an element now, in its order. */
export function focusable(within: Element): HTMLElement[] {
  const controls = within.querySelectorAll<HTMLElement>(CONTROLS);
  // What has no box is not shown; jsdom lays nothing out.
  return [...controls].filter(node => node.checkVisibility?.() ?? true);
}
