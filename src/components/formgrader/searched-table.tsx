import type { ReactElement, ReactNode, RefObject } from 'react';

export interface ISearchedTableProps {
  /** Names the part of the page. */
  label: string;
  /** What can be searched for. */
  search: string;
  filter: string;
  /** Said beside the search: how many there are. */
  count: ReactNode;
  /** Buttons beside the search. */
  actions: ReactNode;
  /** The table, or what is said instead. */
  children: ReactNode;
  /** What stands beside the table, and its name. */
  pane: ReactNode;
  /** Where the keys can be led to. */
  paneRef?: RefObject<HTMLElement>;
  paneLabel: string;
  /** Something stands in its place; it is kept as it is. */
  hidden?: boolean;
  onFilter(filter: string): void;
}

/** A page with a table that is searched, and beside it what was chosen in it. */
export function SearchedTable(props: ISearchedTableProps): ReactElement {
  return (
    <div className="jp-AutogradeGradebook" hidden={props.hidden}>
      <section className="jp-AutogradeGradebook-main" aria-label={props.label}>
        <div className="jp-AutogradeSubmissions-bar">
          <input
            type="search"
            className="jp-AutogradeSearch"
            value={props.filter}
            placeholder={props.search}
            aria-label={props.search}
            onChange={event => props.onFilter(event.target.value)}
          />
          {props.actions}
          <span className="jp-AutogradeSubmissions-count" role="status">
            {props.count}
          </span>
        </div>
        {props.children}
      </section>
      <aside
        ref={props.paneRef}
        tabIndex={props.paneRef && -1}
        className="jp-AutogradeDetail"
        aria-label={props.paneLabel}
      >
        {props.pane}
      </aside>
    </div>
  );
}
