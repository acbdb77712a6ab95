import { PageConfig } from '@jupyterlab/coreutils';

/** Notebook 7 serves each kind of page on its own; JupyterLab has everything in one. */
export type NotebookPage = 'tree' | 'notebooks' | 'edit' | 'consoles';

/** Which page of Notebook 7 this is; null in JupyterLab. */
export function notebookPage(): NotebookPage | null {
  return (PageConfig.getOption('notebookPage') as NotebookPage) || null;
}
