import type { INotebookTree } from '@jupyter-notebook/tree';
import type { Widget } from '@lumino/widgets';

/** Add a tab to the file page of Notebook 7, whose shell takes no second main-area widget. */
export function addTreeTab(tree: INotebookTree, widget: Widget): void {
  tree.addWidget(widget);
  tree.tabBar.addTab(widget.title);
}

/** Bring a tab of the file page to the front. */
export function showTreeTab(tree: INotebookTree, widget: Widget): void {
  tree.currentWidget = widget;
  widget.activate();
}
