/** The Formgrader as a page of the service: same models and components, another transport. */
import { createRoot } from 'react-dom/client';

import { ServiceClient } from './api/client';
import { pageTransport } from './api/page-transport';
import { FormgraderPage } from './components/formgrader/formgrader-page';
import { english } from './english';
import { faultOf } from './models/fault';
import { FormgraderModel } from './models/formgrader';
import { PolledEvents } from './models/polled-events';

import '../style/standalone.css';

/** The element that `service/pages/html.py` writes, with the service's prefix and the user. */
const root = document.getElementById('autograde');

if (root) {
  const prefix = root.dataset.baseUrl ?? '/';
  const client = new ServiceClient(pageTransport(`${prefix}api/`));
  const live = new PolledEvents(client);
  const model = new FormgraderModel({ client, live });
  const logOut = async (): Promise<void> => {
    await pageTransport(prefix)('logout', { method: 'POST' }).catch(
      () => undefined
    );
    window.location.reload();
  };

  createRoot(root).render(
    <FormgraderPage
      model={model}
      user={root.dataset.user ?? ''}
      trans={english}
      faultOf={error => faultOf(error, english)}
      onLogOut={() => void logOut()}
    />
  );

  window.addEventListener('focus', () => live.askForRefresh());
  window.addEventListener('pagehide', event => {
    // A page that the browser keeps goes on when it is shown again.
    if (!event.persisted) {
      live.dispose();
      model.dispose();
    }
  });
  void live.run();
  void model.refresh();
}
