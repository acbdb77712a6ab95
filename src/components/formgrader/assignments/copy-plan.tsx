import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type {
  AssignmentCopy,
  AssignmentDates,
  CopyPlan,
  CopySkip
} from '../../../api/schemas';
import { timeIn } from '../../../timestamps';

/** What copying does, assignment by assignment, with every date before and after. */
export function CopyPlanView(props: {
  plan: CopyPlan;
  trans: TranslationBundle;
}): ReactElement {
  const { plan, trans } = props;
  return (
    <>
      <ul className="jp-AutogradeCopy" aria-label={trans.__('Copies')}>
        {plan.assignments.map(one => (
          <li key={one.assignment_id}>
            <span className="jp-AutogradeCopy-name">{one.name}</span>{' '}
            <span className="jp-AutogradeField-note">
              {one.skipped
                ? skipWords(one.skipped, trans)
                : versionWords(one, trans)}
            </span>
            {!one.skipped && (
              <Dates copy={one} zone={plan.timezone} trans={trans} />
            )}
          </li>
        ))}
      </ul>
      <p className="jp-AutogradeField-note">
        {trans.__(
          'Dates are in the time zone %1. The time of day stays the same, also where clocks change in between.',
          plan.timezone
        )}
        {plan.takes_settings &&
          ` ${trans.__('The course takes time zone, late policy and grading environment too, where it has none of its own.')}`}
      </p>
    </>
  );
}

function versionWords(copy: AssignmentCopy, trans: TranslationBundle): string {
  return typeof copy.version === 'number'
    ? trans.__('with version %1, ready to be released', copy.version)
    : trans.__('without a version');
}

function skipWords(reason: CopySkip, trans: TranslationBundle): string {
  switch (reason) {
    case 'name_taken':
      return trans.__('not copied: the course has one of this name');
    case 'limits_too_high':
      return trans.__(
        'not copied: its limits of grading are above those of the service'
      );
  }
}

function Dates(props: {
  copy: AssignmentCopy;
  zone: string;
  trans: TranslationBundle;
}): ReactElement | null {
  const { copy, trans, zone } = props;
  const names: readonly (readonly [keyof AssignmentDates, string])[] = [
    ['opens_at', trans.__('Opens')],
    ['due_at', trans.__('Due')],
    ['closes_at', trans.__('Closes')]
  ];
  const set = names.filter(([key]) => copy.dates[key]);
  if (set.length === 0) {
    return null;
  }
  return (
    <dl className="jp-AutogradeCopy-dates">
      {set.map(([key, name]) => (
        <div key={key}>
          <dt>{name}</dt>
          <dd>
            {moment(copy.dates[key], zone)}
            {copy.dates[key] !== copy.new_dates[key] && (
              <>
                {' '}
                <span className="jp-AutogradeCopy-new">
                  {'→ '}
                  <strong>{moment(copy.new_dates[key], zone)}</strong>
                </span>
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function moment(iso: string | null | undefined, zone: string): string {
  return iso ? timeIn(iso, zone) : '–';
}
