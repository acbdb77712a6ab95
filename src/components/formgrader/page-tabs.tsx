import { useRef, type KeyboardEvent, type ReactElement } from 'react';

export interface IPageTabsProps<Id extends string> {
  /** Names the list for those who do not see it. */
  label: string;
  /** Id and words of each tab. */
  tabs: readonly (readonly [Id, string])[];
  selected: Id;
  /** Id of the element that shows what is chosen. */
  panelId: string;
  onSelect(id: Id): void;
}

/** Tabs as the ARIA practices have them: one stop of the Tab key, arrows go from one to the next. */
export function PageTabs<Id extends string>(
  props: IPageTabsProps<Id>
): ReactElement {
  const { panelId, selected, tabs } = props;
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const from = tabs.findIndex(([id]) => id === selected);
    const target = step(event.key, from, tabs.length);
    if (target === null) {
      return;
    }
    event.preventDefault();
    props.onSelect(tabs[target][0]);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[target]?.focus();
  };
  return (
    <div
      ref={list}
      className="jp-AutogradeTabs"
      role="tablist"
      aria-label={props.label}
      onKeyDown={onKeyDown}
    >
      {tabs.map(([id, words]) => (
        <button
          key={id}
          id={`${panelId}-tab-${id}`}
          type="button"
          className="jp-AutogradeTabs-tab"
          role="tab"
          aria-selected={id === selected}
          aria-controls={panelId}
          tabIndex={id === selected ? 0 : -1}
          onClick={() => props.onSelect(id)}
        >
          {words}
        </button>
      ))}
    </div>
  );
}

/** The tab that a key leads to; null when the key is none of ours. */
function step(key: string, from: number, count: number): number | null {
  switch (key) {
    case 'ArrowRight':
      return (from + 1) % count;
    case 'ArrowLeft':
      return (from + count - 1) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
