import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useState, type ReactElement, type ReactNode } from 'react';
import type { SubmissionsShown, TestInsight } from '../../api/schemas';
import {
  partsInUse,
  percent,
  SHOWN,
  type ISubmissionFilter
} from '../../submission-filter';
import { Button } from '../button';
import { TestFilter } from './test-filter';
import { stateWord } from './submission-columns';

export interface ISubmissionFiltersProps {
  filter: ISubmissionFilter;
  /** Those that there are. */
  sections: readonly string[];
  /** Those that somebody fails; null before the first answer. */
  tests: readonly TestInsight[] | null;
  /** What the errors say that the filter names; null where that is not known. */
  pattern: string | null;
  trans: TranslationBundle;
  /** What stands beside the filters that are shown on demand. */
  children?: ReactNode;
  onChange(change: Partial<ISubmissionFilter>): void;
  /** Somebody may choose a test. */
  onWantTests(): void;
}

/** Whose submissions, in which state, which attempts; and more on demand. */
export function SubmissionFilters(
  props: ISubmissionFiltersProps
): ReactElement {
  const { filter, onChange, trans } = props;
  const inUse = partsInUse(filter);
  const [open, setOpen] = useState(inUse > 0);
  return (
    <>
      <input
        type="search"
        className="jp-AutogradeSearch"
        value={filter.text}
        placeholder={trans.__('Search students')}
        aria-label={trans.__('Search students')}
        onChange={event => onChange({ text: event.target.value })}
      />
      <select
        className="jp-AutogradeSelect"
        value={filter.state ?? ''}
        aria-label={trans.__('Which submissions')}
        onChange={event =>
          onChange({
            state: SHOWN.find(state => state === event.target.value) ?? null
          })
        }
      >
        <option value="">{trans.__('In any state')}</option>
        {SHOWN.map(state => (
          <option key={state} value={state}>
            {shownWord(state, trans)}
          </option>
        ))}
      </select>
      <label className="jp-AutogradeSubmissions-latest">
        <input
          type="checkbox"
          checked={filter.latestOnly}
          onChange={event => onChange({ latestOnly: event.target.checked })}
        />
        {trans.__('Only the newest of each student')}
      </label>
      <button
        type="button"
        className="jp-AutogradeButton"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {inUse > 0
          ? trans.__('More filters (%1)', inUse)
          : trans.__('More filters')}
      </button>
      {open && <MoreFilters {...props} inUse={inUse} />}
    </>
  );
}

function MoreFilters(
  props: ISubmissionFiltersProps & { inUse: number }
): ReactElement {
  const { filter, onChange, onWantTests, sections, tests, trans } = props;
  const wanted = tests === null && !filter.everywhere;
  useEffect(() => {
    if (wanted) {
      onWantTests();
    }
  }, [wanted, onWantTests]);
  return (
    <div
      className="jp-AutogradeSubmissions-more"
      role="group"
      aria-label={trans.__('More filters')}
    >
      {(sections.length > 0 || filter.section !== null) && (
        <select
          className="jp-AutogradeSelect"
          value={filter.section ?? ''}
          aria-label={trans.__('Section')}
          onChange={event => onChange({ section: event.target.value || null })}
        >
          <option value="">{trans.__('All sections')}</option>
          {sections.map(section => (
            <option key={section} value={section}>
              {section}
            </option>
          ))}
        </select>
      )}
      <select
        className="jp-AutogradeSelect"
        value={filter.late === null ? '' : filter.late ? 'yes' : 'no'}
        aria-label={trans.__('Late or in time')}
        onChange={({ target: { value } }) =>
          onChange({ late: value ? value === 'yes' : null })
        }
      >
        <option value="">{trans.__('Late or in time')}</option>
        <option value="yes">{trans.__('Late')}</option>
        <option value="no">{trans.__('In time')}</option>
      </select>
      <span className="jp-AutogradeSubmissions-range">
        {trans.__('Score, percent')}
        <Limit
          label={trans.__('At least, in percent')}
          value={filter.least}
          onChange={least => onChange({ least })}
        />
        –
        <Limit
          label={trans.__('At most, in percent')}
          value={filter.most}
          onChange={most => onChange({ most })}
        />
      </span>
      {!filter.everywhere && (
        <TestFilter
          filter={filter}
          tests={props.tests}
          trans={trans}
          onChange={onChange}
        />
      )}
      {filter.error !== null && !filter.everywhere && (
        <span className="jp-AutogradeSubmissions-error">
          {trans.__('Raised:')} <code>{props.pattern ?? '…'}</code>
          <Button
            label={trans.__('Whatever was raised')}
            onClick={() => onChange({ error: null })}
          >
            ×
          </Button>
        </span>
      )}
      <Button
        disabled={props.inUse === 0}
        onClick={() =>
          onChange({
            section: null,
            late: null,
            least: null,
            most: null,
            failing: null,
            error: null
          })
        }
      >
        {trans.__('Reset')}
      </Button>
      {props.children}
    </div>
  );
}

function Limit(props: {
  label: string;
  value: number | null;
  onChange(value: number | null): void;
}): ReactElement {
  const { onChange, value } = props;
  const [typed, setTyped] = useState('');
  // What is not a percentage, or not yet, limits nothing and stays under the cursor.
  const text = percent(typed) === value ? typed : String(value ?? '');
  return (
    <input
      type="number"
      className="jp-AutogradeSelect"
      min={0}
      max={100}
      aria-label={props.label}
      value={text}
      aria-invalid={text !== '' && value === null ? true : undefined}
      onChange={event => {
        setTyped(event.target.value);
        onChange(percent(event.target.value));
      }}
      onBlur={() => setTyped(String(value ?? ''))}
    />
  );
}

/** Which submissions, in a word or two. */
export function shownWord(
  state: SubmissionsShown,
  trans: TranslationBundle
): string {
  switch (state) {
    case 'needs_manual_grade':
      return trans.__('Needs a manual grade');
    case 'asked':
      return trans.__('Asked about');
    case 'not_graded':
      return trans.__('Not graded');
    default:
      return stateWord(state, trans);
  }
}
