import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { SubmissionsShown } from '../../api/schemas';
import { SHOWN, type ISubmissionFilter } from '../../submission-filter';
import { stateWord } from './submission-columns';

export interface ISubmissionFiltersProps {
  filter: ISubmissionFilter;
  trans: TranslationBundle;
  onChange(change: Partial<ISubmissionFilter>): void;
}

/** Whose submissions, in which state, and which attempts. */
export function SubmissionFilters(
  props: ISubmissionFiltersProps
): ReactElement {
  const { filter, onChange, trans } = props;
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
    </>
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
