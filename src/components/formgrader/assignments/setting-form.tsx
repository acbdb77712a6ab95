import type { TranslationBundle } from '@jupyterlab/translation';
import type { FormEvent, ReactElement, ReactNode } from 'react';
import type { IErrorText } from '../../../api/errors';
import type { Assignment, AssignmentChange } from '../../../api/schemas';
import type { Drafts } from '../../../drafts';
import { Message } from '../../message';
import { SubmitButton } from '../../submit-button';
import type { IFormDraft } from './draft';

/** What each form of an assignment's settings is given. */
export interface ISettingProps {
  assignment: Assignment;
  drafts: Drafts;
  mayChange: boolean;
  busy: boolean;
  /** Why the last change of this form was not taken. */
  fault: IErrorText | null;
  trans: TranslationBundle;
  /** Resolves to whether it was taken. */
  onChange(change: AssignmentChange): Promise<boolean>;
}

export interface ISettingFormProps extends Pick<
  ISettingProps,
  'busy' | 'fault' | 'mayChange' | 'trans'
> {
  draft: Pick<IFormDraft<object>, 'changed' | 'discard' | 'overtaken'>;
  children: ReactNode;
  onSave(): void;
}

/** Fields and a button that saves them; who may not change them sees them all the same. */
export function SettingForm(props: ISettingFormProps): ReactElement {
  const { busy, draft, fault, mayChange, trans } = props;
  const idle = busy || !draft.changed;
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (!idle) {
      props.onSave();
    }
  };
  return (
    <form className="jp-AutogradeSetting" onSubmit={onSubmit}>
      <fieldset className="jp-AutogradeSetting-fields" disabled={!mayChange}>
        {props.children}
      </fieldset>
      {draft.overtaken && (
        <Message
          kind="stale"
          sentence={trans.__('Somebody else has changed this meanwhile.')}
          nextStep={trans.__('Save replaces it with what is here.')}
          action={{
            label: trans.__('Show what is saved'),
            onClick: draft.discard
          }}
        />
      )}
      {fault && <Message kind="error" {...fault} />}
      {mayChange && (
        <SubmitButton primary={draft.changed} idle={idle}>
          {trans.__('Save')}
        </SubmitButton>
      )}
    </form>
  );
}
