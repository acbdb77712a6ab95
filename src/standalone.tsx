/** The pages of the service: same models and components as in the lab, another transport. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import { createRoot } from 'react-dom/client';

import { liveExportPath, ServiceClient } from './api/client';
import { pageStream } from './api/event-stream';
import { pageTransport } from './api/page-transport';
import type { Transport } from './api/transport';
import { FormgraderServicePage } from './components/formgrader/service-page';
import { LivePage } from './components/live/live-page';
import type { IPageHeadProps } from './components/page-head';
import { english } from './english';
import { faultOf } from './models/fault';
import { FormgraderModel } from './models/formgrader/formgrader';
import { parsePlace } from './models/formgrader/place';
import { LiveModel } from './models/live';
import { PageEvents } from './models/page-events';
import { writeIn } from './locale';
import { languageOf, translated, type ITexts } from './translated';
import { keepAddress } from './page-address';

import '../style/standalone.css';

/** What the page keeps as long as it is shown. */
class Page {
  constructor(
    private readonly _root: HTMLElement,
    private readonly _trans: TranslationBundle
  ) {
    this._prefix = _root.dataset.baseUrl ?? '/';
    this._api = `${this._prefix}api/`;
    const client = new ServiceClient(pageTransport(this._api));
    this._send = pageTransport(this._prefix);
    this._live = new PageEvents(client, pageStream(this._api));
    const options = { client, live: this._live };
    this._model =
      _root.dataset.page === 'live'
        ? new LiveModel(options)
        : new FormgraderModel({
            ...options,
            place: parsePlace(window.location.hash) ?? undefined
          });
  }

  /** Draw it, and keep it up to date. */
  show(): void {
    const model = this._model;
    if (model instanceof LiveModel) {
      this._draw(this._classroom(model));
      model.watch(true);
    } else {
      this._draw(this._formgrader(model));
      keepAddress(model, window);
      void model.refresh();
    }
    window.addEventListener('focus', () => this._live.askForRefresh());
    void this._live.run();
  }

  private _draw(page: ReactElement): void {
    createRoot(this._root).render(page);
  }

  private _formgrader(model: FormgraderModel): ReactElement {
    return (
      <FormgraderServicePage
        model={model}
        head={this._head()}
        trans={this._trans}
        faultOf={error => faultOf(error, this._trans)}
      />
    );
  }

  private _classroom(model: LiveModel): ReactElement {
    return (
      <LivePage
        model={model}
        head={this._head()}
        trans={this._trans}
        faultOf={error => faultOf(error, this._trans)}
        exportUrl={(courseId, assignmentId) =>
          this._api + liveExportPath(courseId, assignmentId)
        }
      />
    );
  }

  private _head(): Omit<IPageHeadProps, 'page'> {
    return {
      links: { formgrader: this._prefix, live: `${this._prefix}live` },
      user: this._root.dataset.user ?? '',
      trans: this._trans,
      onLogOut: () => void this._logOut()
    };
  }

  private async _logOut(): Promise<void> {
    // Whether it worked or not: the service shows what is the case now.
    await this._send('logout', { method: 'POST' }).catch(() => undefined);
    window.location.reload();
  }

  private readonly _prefix: string;
  private readonly _api: string;
  private readonly _send: Transport;
  private readonly _live: PageEvents;
  private readonly _model: FormgraderModel | LiveModel;
}

/** The texts of the page, in the language that the service has chosen for this browser. */
async function textsOf(root: HTMLElement): Promise<TranslationBundle> {
  const { baseUrl = '/', language = 'en' } = root.dataset;
  if (language === 'en') {
    return english;
  }
  const answer = await fetch(`${baseUrl}texts/${encodeURIComponent(language)}`);
  if (!answer.ok) {
    console.warn(`No texts in ${language}: ${answer.status}`);
    return english;
  }
  const texts = (await answer.json()) as ITexts;
  return translated(texts, language);
}

async function start(root: HTMLElement): Promise<void> {
  const trans = await textsOf(root).catch(reason => {
    console.warn('The texts of the page did not arrive:', reason);
    return english;
  });
  writeIn(languageOf(trans));
  new Page(root, trans).show();
}

/** The element that `service/pages/html.py` writes, with the service's prefix, the page, the user and the language. */
const root = document.getElementById('autograde');
if (root) {
  void start(root);
}
