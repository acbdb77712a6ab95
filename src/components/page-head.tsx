import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import { Button } from './button';

/** Pages that the service has of its own. */
export type ServicePage = 'formgrader' | 'live';

export interface IPageHeadProps {
  page: ServicePage;
  /** Addresses of all pages. */
  links: Readonly<Record<ServicePage, string>>;
  user: string;
  trans: TranslationBundle;
  onLogOut(): void;
}

/** The head of a page of the service: where one is, where one may go, who one is. */
export function PageHead(props: IPageHeadProps): ReactElement {
  const { links, page, trans } = props;
  const names: Record<ServicePage, string> = {
    formgrader: trans.__('Formgrader'),
    live: trans.__('Live classroom')
  };
  return (
    <header className="jp-AutogradePage-head">
      <h1>{names[page]}</h1>
      <nav className="jp-AutogradePage-links" aria-label={trans.__('Pages')}>
        {(Object.keys(names) as ServicePage[]).map(name => (
          <a
            key={name}
            href={links[name]}
            aria-current={name === page ? 'page' : undefined}
          >
            {names[name]}
          </a>
        ))}
      </nav>
      <span className="jp-AutogradePage-user">{props.user}</span>
      <Button onClick={props.onLogOut}>{trans.__('Log out')}</Button>
    </header>
  );
}
