/** The Formgrader as a page of the service: same models and components, another transport. */
import { createRoot } from 'react-dom/client';

import { ServiceClient } from './api/client';
import { pageStream } from './api/event-stream';
import { pageTransport } from './api/page-transport';
import type { Transport } from './api/transport';
import { FormgraderPage } from './components/formgrader/formgrader-page';
import { english } from './english';
import { faultOf } from './models/fault';
import { FormgraderModel } from './models/formgrader';
import { PageEvents } from './models/page-events';

import '../style/standalone.css';

/** What the page keeps as long as it is shown. */
class Page {
  constructor(private readonly _root: HTMLElement) {
    const prefix = _root.dataset.baseUrl ?? '/';
    const api = `${prefix}api/`;
    const client = new ServiceClient(pageTransport(api));
    this._send = pageTransport(prefix);
    this._live = new PageEvents(client, pageStream(api));
    this._model = new FormgraderModel({ client, live: this._live });
  }

  /** Draw it, and keep it up to date. */
  show(): void {
    createRoot(this._root).render(
      <FormgraderPage
        model={this._model}
        user={this._root.dataset.user ?? ''}
        trans={english}
        faultOf={error => faultOf(error, english)}
        onLogOut={() => void this._logOut()}
      />
    );
    window.addEventListener('focus', () => this._live.askForRefresh());
    void this._live.run();
    void this._model.refresh();
  }

  private async _logOut(): Promise<void> {
    // Whether it worked or not: the service shows what is the case now.
    await this._send('logout', { method: 'POST' }).catch(() => undefined);
    window.location.reload();
  }

  private readonly _send: Transport;
  private readonly _live: PageEvents;
  private readonly _model: FormgraderModel;
}

/** The element that `service/pages/html.py` writes, with the service's prefix and the user. */
const root = document.getElementById('autograde');
if (root) {
  new Page(root).show();
}
