import { DisposableDelegate, type IDisposable } from '@lumino/disposable';
import type { Widget } from '@lumino/widgets';

/** What of `<jp-toolbar>` is used here: of @jupyter/web-components, which calls it internal. */
interface IToolbarElement extends HTMLElement {
  /** In their order, those that are not shown among them. */
  focusableElements?: HTMLElement[];
  /** Of the one that the Tab key reaches. */
  activeIndex?: number;
  setFocusedElement?(index: number): void;
}

/**
 * Have the Tab key reach a toolbar of JupyterLab, until it is disposed of.
 *
 * A toolbar has one stop, which the arrow keys move. While Notebook 7 lays it out, the button for what does not fit is
 * alone in it and becomes that stop; it is hidden then, and stays the stop: no key leads to any button.
 */
export function keepTabStop(toolbar: Widget): IDisposable {
  const observer = new MutationObserver(() => leadTabInto(toolbar.node));
  // Items come and go, and those that are hidden have a class.
  observer.observe(toolbar.node, {
    attributeFilter: ['class'],
    childList: true,
    subtree: true
  });
  return new DisposableDelegate(() => observer.disconnect());
}

function leadTabInto(toolbar: IToolbarElement): void {
  const { activeIndex = 0, focusableElements = [] } = toolbar;
  if (focusableElements[activeIndex]?.checkVisibility() ?? true) {
    return;
  }
  const shown = focusableElements.findIndex(one => one.checkVisibility());
  if (shown >= 0) {
    toolbar.setFocusedElement?.(shown);
  }
}
