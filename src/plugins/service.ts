import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { AutogradeClient } from '../api/client';
import { requestAPI } from '../api/request';
import { JupyterEvents } from '../models/jupyter-events';
import { PersonModel } from '../models/person';
import { IAutogradeClient, ILiveEvents, IPerson } from '../tokens';

/** The client that all other plugins ask. */
export const client: JupyterFrontEndPlugin<IAutogradeClient> = {
  id: 'jupyter-autograde:client',
  description: 'Provides the client of the Autograde server extension.',
  autoStart: true,
  provides: IAutogradeClient,
  activate: app =>
    new AutogradeClient(requestAPI(app.serviceManager.serverSettings))
};

/** Hands on what the server pushes, and says when pushes may have been missed. */
export const liveEvents: JupyterFrontEndPlugin<ILiveEvents> = {
  id: 'jupyter-autograde:live-events',
  description: 'Provides what the grading service and the outbox push.',
  autoStart: true,
  requires: [IAutogradeClient],
  provides: ILiveEvents,
  activate: (app, client: IAutogradeClient) => {
    const events = new JupyterEvents(app.serviceManager.events.stream);
    const onReturn = (): void => {
      if (document.visibilityState === 'visible') {
        events.askForRefresh();
      }
    };
    window.addEventListener('focus', onReturn);
    window.addEventListener('online', onReturn);
    document.addEventListener('visibilitychange', onReturn);
    void client
      .status()
      .then(status => events.setConnection(status.stream))
      // Each view says itself when the server does not answer it.
      .catch(() => undefined);
    return events;
  }
};

/** Who the user is. */
export const person: JupyterFrontEndPlugin<IPerson> = {
  id: 'jupyter-autograde:person',
  description: 'Provides the name and the roles of the user.',
  autoStart: true,
  requires: [IAutogradeClient, ILiveEvents],
  provides: IPerson,
  activate: (_, client: IAutogradeClient, live: ILiveEvents) => {
    const model = new PersonModel({ client, live });
    void model.refresh();
    return model;
  }
};
