import type { TranslationBundle } from '@jupyterlab/translation';
import type { FormEvent, ReactElement, ReactNode } from 'react';
import type { Assignment, AssignmentChange } from '../../../api/schemas';

/** What each form of an assignment's settings is given. */
export interface ISettingProps {
  assignment: Assignment;
  mayChange: boolean;
  busy: boolean;
  trans: TranslationBundle;
  onChange(change: AssignmentChange): void;
}

export interface ISettingFormProps extends Pick<
  ISettingProps,
  'busy' | 'mayChange' | 'trans'
> {
  /** What stands in the fields is not what the service has. */
  changed: boolean;
  children: ReactNode;
  onSave(): void;
}

/** Fields and a button that saves them; who may not change them sees them all the same. */
export function SettingForm(props: ISettingFormProps): ReactElement {
  const { busy, changed, mayChange, trans } = props;
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    props.onSave();
  };
  return (
    <form className="jp-AutogradeSetting" onSubmit={onSubmit}>
      <fieldset className="jp-AutogradeSetting-fields" disabled={!mayChange}>
        {props.children}
      </fieldset>
      {mayChange && (
        <button
          type="submit"
          className="jp-AutogradeButton"
          data-primary={changed || undefined}
          disabled={busy || !changed}
        >
          {trans.__('Save')}
        </button>
      )}
    </form>
  );
}
