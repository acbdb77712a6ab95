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
}
