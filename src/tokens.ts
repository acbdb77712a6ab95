import type { DocumentRegistry } from '@jupyterlab/docregistry';
import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import type { IAutogradeClient as Client } from './api/client';
import type { ILiveEvents as Live } from './models/live-events';
import type { AssignmentsModel } from './models/assignments';
import type { NotebookStatusModel } from './models/notebook-status';
import type { PersonModel } from './models/person';
import type { PreferencesModel } from './models/preferences';

/** What is asked of the server: a function an endpoint. */
export type IAutogradeClient = Client;

export const IAutogradeClient = new Token<IAutogradeClient>(
  'jupyter-autograde:IAutogradeClient',
  'The client of the Autograde server extension and, through it, of the service.'
);

/** What the server pushes. */
export type ILiveEvents = Live;

export const ILiveEvents = new Token<ILiveEvents>(
  'jupyter-autograde:ILiveEvents',
  'Facts that the grading service and the outbox push to the browser.'
);

/** One status model for each open notebook, shared by its toolbar, the pill and the commands. */
export interface INotebookStatuses {
  /** The model of a notebook; it lives as long as the document is open. */
  of(context: DocumentRegistry.Context): NotebookStatusModel;

  /** The model of the open notebook with that path; null when there is none. */
  byPath(path: string): NotebookStatusModel | null;

  /** The model of the notebook in front; null when there is none. */
  readonly current: NotebookStatusModel | null;

  /** Another notebook came to the front, or its status changed. */
  readonly currentChanged: ISignal<INotebookStatuses, void>;
}

export const INotebookStatuses = new Token<INotebookStatuses>(
  'jupyter-autograde:INotebookStatuses',
  'The submission status of each open notebook.'
);

/** Who the user is to the service; shows and hides things. */
export type IPerson = PersonModel;

export const IPerson = new Token<IPerson>(
  'jupyter-autograde:IPerson',
  'Name and roles of the user.'
);

/** The user's assignments, shared by the panel and the commands. */
export type IAssignments = AssignmentsModel;

export const IAssignments = new Token<IAssignments>(
  'jupyter-autograde:IAssignments',
  'The assignments of the user, and what is fetched of them.'
);

/** What the user has chosen in the settings editor. */
export type IPreferences = PreferencesModel;

export const IPreferences = new Token<IPreferences>(
  'jupyter-autograde:IPreferences',
  'What the user has chosen in the settings editor.'
);
