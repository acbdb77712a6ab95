/** What takes the focus by itself. */
const CONTROLS = 'input, select, button';

function firstControl(panel: HTMLElement): HTMLElement | null {
  return panel.querySelector<HTMLElement>(`:is(${CONTROLS}):enabled`);
}

/**
 * Put the focus on the first control of a panel that is activated.
 *
 * A panel that still loads has none: it holds the focus itself until one appears, unless the focus goes elsewhere.
 */
export function focusFirstControl(panel: HTMLElement): void {
  const active = document.activeElement;
  if (active !== panel && panel.contains(active)) {
    return;
  }
  const control = firstControl(panel);
  if (control) {
    control.focus();
    return;
  }
  panel.tabIndex = -1;
  panel.focus();
  const observer = new MutationObserver(() => {
    if (document.activeElement === panel) {
      firstControl(panel)?.focus();
    }
    if (document.activeElement !== panel) {
      observer.disconnect();
    }
  });
  observer.observe(panel, { childList: true, subtree: true });
}
