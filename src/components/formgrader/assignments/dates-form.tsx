import type { ReactElement } from 'react';
import type { Assignment, AssignmentChange } from '../../../api/schemas';
import { fromLocalInput, toLocalInput, zoneName } from '../../../timestamps';
import { InputField } from '../../field';
import { useDraft } from './draft';
import { SettingForm, type ISettingProps } from './setting-form';

/** The most attempts, and hours of a window, that the service takes. */
const MOST_ATTEMPTS = 1000;
const MOST_HOURS = 24 * 31;

/** The fields as they are typed. */
interface IDates {
  opens: string;
  due: string;
  closes: string;
  attempts: string;
  hours: string;
}

/** When it opens, is due and closes, and how often students submit. */
export function DatesForm(props: ISettingProps): ReactElement {
  const { assignment, trans } = props;
  const draft = useDraft(
    props.drafts,
    `${assignment.id} dates`,
    asTyped(assignment)
  );
  const dates = draft.typed;
  const of = (field: keyof IDates) => ({
    value: dates[field],
    onChange: (value: string) => draft.type({ [field]: value })
  });
  return (
    <SettingForm
      {...props}
      draft={draft}
      onSave={() =>
        draft.send(() => props.onChange(changeOf(draft.saved, dates)))
      }
    >
      <p className="jp-AutogradeField-note">
        {trans.__(
          'Times are in this browser’s time zone: %1. An empty field sets no time.',
          zoneName()
        )}
      </p>
      <InputField
        name={trans.__('Opens')}
        hint={trans.__('Students do not see it before then.')}
        type="datetime-local"
        {...of('opens')}
      />
      <InputField
        name={trans.__('Due')}
        hint={trans.__('Work handed in after it is late.')}
        type="datetime-local"
        {...of('due')}
      />
      <InputField
        name={trans.__('Closes')}
        hint={trans.__('Nothing is accepted after it.')}
        type="datetime-local"
        {...of('closes')}
      />
      <InputField
        name={trans.__('Attempts')}
        hint={trans.__('Empty: no limit.')}
        type="number"
        min={1}
        max={MOST_ATTEMPTS}
        {...of('attempts')}
      />
      {dates.attempts && (
        <InputField
          name={trans.__('Within hours')}
          hint={trans.__('Empty: altogether.')}
          type="number"
          min={1}
          max={MOST_HOURS}
          {...of('hours')}
        />
      )}
    </SettingForm>
  );
}

function asTyped(assignment: Assignment): IDates {
  const local = (iso: string | null | undefined): string =>
    iso ? toLocalInput(new Date(iso)) : '';
  const limit = assignment.attempt_limit;
  return {
    opens: local(assignment.opens_at),
    due: local(assignment.due_at),
    closes: local(assignment.closes_at),
    attempts: limit ? String(limit.attempts) : '',
    hours: limit?.hours ? String(limit.hours) : ''
  };
}

/** Only what was changed: a time that has seconds stays as it is. */
function changeOf(saved: IDates, dates: IDates): AssignmentChange {
  const change: AssignmentChange = {};
  if (dates.opens !== saved.opens) {
    change.opens_at = fromLocalInput(dates.opens);
  }
  if (dates.due !== saved.due) {
    change.due_at = fromLocalInput(dates.due);
  }
  if (dates.closes !== saved.closes) {
    change.closes_at = fromLocalInput(dates.closes);
  }
  if (dates.attempts !== saved.attempts || dates.hours !== saved.hours) {
    change.attempt_limit = dates.attempts
      ? {
          attempts: Number(dates.attempts),
          hours: dates.hours ? Number(dates.hours) : null
        }
      : null;
  }
  return change;
}
