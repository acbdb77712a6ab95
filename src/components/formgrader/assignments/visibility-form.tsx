import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type {
  AssignmentChange,
  HiddenTests,
  PublicTests,
  ScoreShown,
  Visibility
} from '../../../api/schemas';
import { ChoiceField } from '../../field';
import { useDraft } from './draft';
import { SettingForm, type ISettingProps } from './setting-form';

const SCORES: readonly ScoreShown[] = [
  'at_once',
  'with_feedback',
  'when_final'
];
const PUBLIC: readonly PublicTests[] = ['details', 'outcome', 'none'];
const HIDDEN: readonly HiddenTests[] = ['never', 'names', 'outcome', 'details'];

/** When students see their score, in few words. */
export function scoreShownWord(
  shown: ScoreShown,
  trans: TranslationBundle
): string {
  switch (shown) {
    case 'at_once':
      return trans.__('score at once');
    case 'with_feedback':
      return trans.__('score after feedback is released');
    case 'when_final':
      return trans.__('score when grades are final');
  }
}

/** The fields as they are chosen. */
interface IRules extends Required<Visibility> {
  solution: boolean;
}

/** What students see of tests and scores. */
export function VisibilityForm(props: ISettingProps): ReactElement {
  const { assignment, trans } = props;
  const draft = useDraft<IRules>(props.drafts, `${assignment.id} visibility`, {
    score: assignment.visibility?.score ?? 'at_once',
    public_tests: assignment.visibility?.public_tests ?? 'details',
    hidden_tests: assignment.visibility?.hidden_tests ?? 'never',
    solution: assignment.solution_shown ?? false
  });
  const rules = draft.typed;
  return (
    <SettingForm
      {...props}
      draft={draft}
      onSave={() =>
        draft.send(() => props.onChange(changeOf(draft.saved, rules)))
      }
    >
      <p className="jp-AutogradeField-note">
        {trans.__(
          'A change holds at once, also for what was graded before; what students have seen or fetched they keep.'
        )}
      </p>
      <ChoiceField
        name={trans.__('Score')}
        hint={
          rules.score === 'when_final'
            ? trans.__(
                'Feedback tells the score, so students read it then as well.'
              )
            : undefined
        }
        value={rules.score}
        choices={SCORES.map(one => [one, scoreShownWord(one, trans)])}
        onChange={score => draft.type({ score })}
      />
      <ChoiceField
        name={trans.__('Public tests')}
        value={rules.public_tests}
        choices={PUBLIC.map(one => [one, publicWord(one, trans)])}
        onChange={shown => draft.type({ public_tests: shown })}
      />
      <ChoiceField
        name={trans.__('Hidden tests')}
        hint={trans.__(
          'Closed means that nobody can hand in any more, not even with an extension.'
        )}
        value={rules.hidden_tests}
        choices={HIDDEN.map(one => [one, hiddenWord(one, trans)])}
        onChange={shown => draft.type({ hidden_tests: shown })}
      />
      <label className="jp-AutogradeField-check">
        <input
          type="checkbox"
          checked={rules.solution}
          onChange={event => draft.type({ solution: event.target.checked })}
        />{' '}
        {trans.__('Show the solution once it is closed')}
      </label>
      <p className="jp-AutogradeField-note">
        {trans.__(
          'Students read the notebook with its solutions, without hidden tests; not while an extension still runs.'
        )}
      </p>
    </SettingForm>
  );
}

function changeOf(saved: IRules, typed: IRules): AssignmentChange {
  const { solution, ...visibility } = typed;
  const changed =
    visibility.score !== saved.score ||
    visibility.public_tests !== saved.public_tests ||
    visibility.hidden_tests !== saved.hidden_tests;
  return {
    ...(changed ? { visibility } : {}),
    ...(solution !== saved.solution ? { solution_shown: solution } : {})
  };
}

function publicWord(shown: PublicTests, trans: TranslationBundle): string {
  switch (shown) {
    case 'details':
      return trans.__('passed or failed, and the message');
    case 'outcome':
      return trans.__('passed or failed');
    case 'none':
      return trans.__('nothing');
  }
}

function hiddenWord(shown: HiddenTests, trans: TranslationBundle): string {
  switch (shown) {
    case 'never':
      return trans.__('never anything');
    case 'names':
      return trans.__('their names');
    case 'outcome':
      return trans.__('passed or failed, once it is closed');
    case 'details':
      return trans.__('the message too, once it is closed');
  }
}
