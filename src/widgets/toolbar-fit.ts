import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';

/**
 * Show or hide an item of a notebook's toolbar.
 *
 * JupyterLab's reactive toolbar measures its items only when it is resized itself, so an item that
 * appears later has to ask for it.
 */
export function showToolbarItem(item: Widget, visible: boolean): void {
  if (item.isHidden !== visible) {
    return;
  }
  item.setHidden(!visible);
  const toolbar = item.parent;
  if (toolbar?.isVisible) {
    const { clientWidth, clientHeight } = toolbar.node;
    MessageLoop.postMessage(
      toolbar,
      new Widget.ResizeMessage(clientWidth, clientHeight)
    );
  }
}
