import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IAutogradeClient, ILiveEvents } from '../tokens';
import type { SubmissionNotices } from './notices';

/** What the actions behind the commands need. */
export interface IActionEnvironment {
  client: IAutogradeClient;
  live: ILiveEvents;
  documents: IDocumentManager;
  notices: SubmissionNotices;
  trans: TranslationBundle;
  /** Show the document of a path. */
  open(path: string): void;
  /** Whether that takes no click: a page of Notebook 7 opens another tab of the browser, which may refuse. */
  opensByItself: boolean;
}
