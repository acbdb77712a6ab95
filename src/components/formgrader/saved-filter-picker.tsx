import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { ISavedFilter } from '../../models/formgrader/saved-filters';
import { Button } from '../button';

/** Characters of the longest name. */
const LONGEST = 60;

export interface ISavedFilterPickerProps {
  filters: readonly ISavedFilter[];
  /** The one that is in use; null = none is just like this. */
  chosen: string | null;
  /** No more can be saved. */
  full: boolean;
  trans: TranslationBundle;
  onChoose(filter: ISavedFilter): void;
  onSave(name: string): void;
  onDelete(name: string): void;
}

/** Filters under names: to choose, to save the present one, to delete. */
export function SavedFilterPicker(
  props: ISavedFilterPickerProps
): ReactElement {
  const { chosen, filters, full, trans } = props;
  const [naming, setNaming] = useState(false);
  return (
    <span className="jp-AutogradeSubmissions-saved">
      <select
        className="jp-AutogradeSelect"
        aria-label={trans.__('Saved filters')}
        value={chosen ?? ''}
        disabled={filters.length === 0}
        onChange={({ target: { value } }) => {
          const filter = filters.find(({ name }) => name === value);
          if (filter) {
            props.onChoose(filter);
          }
        }}
      >
        <option value="">
          {filters.length === 0
            ? trans.__('No saved filters')
            : trans.__('Saved filters')}
        </option>
        {filters.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      {naming ? (
        <NameForm
          {...props}
          onEnd={name => {
            setNaming(false);
            if (name !== null) {
              props.onSave(name);
            }
          }}
        />
      ) : (
        <Button
          disabled={full}
          title={
            full
              ? trans.__('Delete one first: there are very many.')
              : undefined
          }
          onClick={() => setNaming(true)}
        >
          {trans.__('Save this filter…')}
        </Button>
      )}
      {chosen !== null && !naming && (
        <Button
          label={trans.__('Delete the saved filter %1', chosen)}
          onClick={() => props.onDelete(chosen)}
        >
          {trans.__('Delete')}
        </Button>
      )}
    </span>
  );
}

function NameForm(
  props: ISavedFilterPickerProps & { onEnd(name: string | null): void }
): ReactElement {
  const { filters, trans } = props;
  const [name, setName] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const there = filters.some(one => one.name === name.trim());
  return (
    <form
      className="jp-AutogradeSubmissions-saved"
      onSubmit={event => {
        event.preventDefault();
        if (name.trim()) {
          props.onEnd(name.trim());
        }
      }}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          props.onEnd(null);
        }
      }}
    >
      <input
        ref={field}
        className="jp-AutogradeSelect"
        required
        maxLength={LONGEST}
        value={name}
        aria-label={trans.__('Name of the filter')}
        placeholder={trans.__('Name of the filter')}
        onChange={event => setName(event.target.value)}
      />
      <button
        type="submit"
        className="jp-AutogradeButton"
        data-primary
        disabled={!name.trim()}
      >
        {there ? trans.__('Replace') : trans.__('Save')}
      </button>
      <Button onClick={() => props.onEnd(null)}>{trans.__('Cancel')}</Button>
    </form>
  );
}
