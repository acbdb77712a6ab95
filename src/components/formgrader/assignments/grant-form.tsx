import type { TranslationBundle } from '@jupyterlab/translation';
import type { FormEvent, ReactElement } from 'react';
import type { IErrorText } from '../../../api/errors';
import type { ExtensionRequest } from '../../../api/schemas';
import type { Drafts } from '../../../drafts';
import { fromLocalInput } from '../../../timestamps';
import { ChoiceField, InputField } from '../../field';
import { Message } from '../../message';
import { SubmitButton } from '../../submit-button';
import { useDraft } from './draft';

export interface IGrantFormProps {
  assignmentId: string;
  /** Students can read the solution at this moment. */
  solutionReadable: boolean;
  drafts: Drafts;
  busy: boolean;
  /** Why the last one was not given. */
  fault: IErrorText | null;
  trans: TranslationBundle;
  /** Resolves to whether it was given. */
  onGrant(request: ExtensionRequest): Promise<boolean>;
}

/** The fields as they are typed. */
interface IGrant {
  kind: 'users' | 'sections';
  whom: string;
  due: string;
  closes: string;
  attempts: string;
  reason: string;
}

const NOTHING: IGrant = {
  kind: 'users',
  whom: '',
  due: '',
  closes: '',
  attempts: '',
  reason: ''
};

/** More time or attempts for some students or sections. */
export function GrantForm(props: IGrantFormProps): ReactElement {
  const { trans } = props;
  const draft = useDraft(props.drafts, `${props.assignmentId} grant`, NOTHING);
  const { typed } = draft;
  const names = typed.whom
    .split(/[,;\n]/)
    .map(name => name.trim())
    .filter(Boolean);
  const gives = Boolean(typed.due || typed.closes || Number(typed.attempts));
  const idle = props.busy || names.length === 0 || !gives;
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (!idle) {
      draft.send(() =>
        props.onGrant({
          users: typed.kind === 'users' ? names : [],
          sections: typed.kind === 'sections' ? names : [],
          due_at: fromLocalInput(typed.due),
          closes_at: fromLocalInput(typed.closes),
          extra_attempts: Number(typed.attempts),
          reason: typed.reason
        })
      );
    }
  };
  return (
    <form className="jp-AutogradeSetting" onSubmit={onSubmit}>
      <h3 className="jp-AutogradeSection-sub">
        {trans.__('Give an extension')}
      </h3>
      <ChoiceField
        name={trans.__('For')}
        value={typed.kind}
        choices={[
          ['users', trans.__('students')],
          ['sections', trans.__('sections')]
        ]}
        onChange={kind => draft.type({ kind })}
      />
      <InputField
        name={trans.__('Names')}
        hint={trans.__(
          'Separate them with commas. The extension replaces the one each had before.'
        )}
        value={typed.whom}
        onChange={whom => draft.type({ whom })}
      />
      <InputField
        name={trans.__('Due for them')}
        type="datetime-local"
        value={typed.due}
        onChange={due => draft.type({ due })}
      />
      <InputField
        name={trans.__('Closes for them')}
        type="datetime-local"
        value={typed.closes}
        onChange={closes => draft.type({ closes })}
      />
      <InputField
        name={trans.__('More attempts')}
        type="number"
        min={0}
        max={1000}
        value={typed.attempts}
        onChange={attempts => draft.type({ attempts })}
      />
      <InputField
        name={trans.__('Reason, for staff')}
        maxLength={500}
        value={typed.reason}
        onChange={reason => draft.type({ reason })}
      />
      {/* Always there, so that what comes while somebody types is said. */}
      <div role="status">
        {props.solutionReadable && (typed.due || typed.closes) && (
          <p>
            {trans.__(
              'This hides the solution again while somebody can hand in; students who have read it know it.'
            )}
          </p>
        )}
      </div>
      {props.fault && <Message kind="error" {...props.fault} />}
      <SubmitButton primary={!idle} idle={idle}>
        {trans.__('Give extension')}
      </SubmitButton>
    </form>
  );
}
