import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { signInOnce } from '../models/sign-in';
import { IPerson } from '../tokens';

/** Logs the browser in at the service, for the buttons of other extensions, which send nothing but cookies. */
export const session: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-autograde:session',
  description: 'Logs in at the service for the buttons of other extensions.',
  autoStart: true,
  requires: [IPerson],
  activate: (_, person: IPerson) => {
    signInOnce(person, address =>
      // As for a picture: of other requests by a page the hub asks for an XSRF token.
      fetch(address, {
        mode: 'no-cors',
        credentials: 'same-origin',
        cache: 'no-store'
      })
    );
  }
};
