import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement, ReactNode } from 'react';
import type { LiveState } from '../../api/schemas';
import type { ILiveFilter } from '../../live-notebooks';
import { stateName } from './live-words';

const STATES: readonly LiveState[] = ['stuck', 'working', 'idle'];

export interface ILiveFiltersProps {
  filter: ILiveFilter;
  /** Sections to choose from; none where the roster has none. */
  sections: readonly string[];
  trans: TranslationBundle;
  onFilter(filter: ILiveFilter): void;
}

/** Search, section and state, above the table. */
export function LiveFilters(props: ILiveFiltersProps): ReactElement {
  const { filter, sections, trans, onFilter } = props;
  return (
    <>
      <input
        type="search"
        className="jp-AutogradeSearch"
        value={filter.text}
        placeholder={trans.__('Search names and errors')}
        aria-label={trans.__('Search names and errors')}
        onChange={event => onFilter({ ...filter, text: event.target.value })}
      />
      <Choice
        label={trans.__('State')}
        value={filter.state}
        onChange={state =>
          onFilter({ ...filter, state: state as LiveState | null })
        }
      >
        <option value="">{trans.__('Any state')}</option>
        {STATES.map(state => (
          <option key={state} value={state}>
            {stateName(state, trans)}
          </option>
        ))}
      </Choice>
      {(sections.length > 0 || filter.section !== null) && (
        <Choice
          label={trans.__('Section')}
          value={filter.section}
          onChange={section => onFilter({ ...filter, section })}
        >
          <option value="">{trans.__('All sections')}</option>
          {sections.map(section => (
            <option key={section} value={section}>
              {section}
            </option>
          ))}
        </Choice>
      )}
    </>
  );
}

function Choice(props: {
  label: string;
  value: string | null;
  children: ReactNode;
  onChange(value: string | null): void;
}): ReactElement {
  return (
    <select
      className="jp-AutogradeSelect"
      aria-label={props.label}
      value={props.value ?? ''}
      onChange={event => props.onChange(event.target.value || null)}
    >
      {props.children}
    </select>
  );
}
