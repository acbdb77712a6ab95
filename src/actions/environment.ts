import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IAutogradeClient, ILiveEvents } from '../tokens';
import type { SubmissionNotices } from './notices';

/** How something is done with an assignment: `work` runs while its view is busy. */
export type Busy = <T>(work: () => Promise<T>) => Promise<T>;

/** What the actions behind the commands need. */
export interface IActionEnvironment {
  client: IAutogradeClient;
  live: ILiveEvents;
  documents: IDocumentManager;
  /** The documents that are open in this page. */
  openDocuments(): DocumentRegistry.Context[];
  notices: SubmissionNotices;
  trans: TranslationBundle;
  /** Show the document of a path; where there is room, beside that of another. */
  open(path: string, beside?: string): void;
  /** Ask for a notebook of the user's; its path, or null = none. */
  pickNotebook(): Promise<string | null>;
  /**
   * Whether that takes no click: a page of Notebook 7 opens another tab of the browser, which may refuse, and the
   * user may not want it.
   */
  readonly opensByItself: boolean;
}
