import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { LatePolicy, LatePolicyRequest } from '../../../api/schemas';
import { Button } from '../../button';
import { ChoiceField, InputCell, InputField } from '../../field';
import { useDraft } from './draft';
import { SettingForm, type ISettingProps } from './setting-form';

/** Steps that the service takes. */
const MOST_STEPS = 10;

type Step = LatePolicy['steps'][number];

/** A step as it is typed. */
interface IStep {
  key: number;
  amount: string;
  every: '' | 'hour' | 'day';
  after: string;
}

/** The fields as they are typed. */
interface IPolicy {
  /** Whose policy holds. */
  source: 'course' | 'own';
  unit: 'percent' | 'points';
  grace: string;
  cap: string;
  steps: readonly IStep[];
}

/** What lateness costs: as the course has it, or steps of its own. */
export function LateForm(props: ISettingProps): ReactElement {
  const { assignment, trans } = props;
  // One field: the parts of a policy mean nothing without one another.
  const draft = useDraft(props.drafts, `${assignment.id} late`, {
    policy: asTyped(
      assignment.late_policy ?? null,
      assignment.late_policy_of_course
    )
  });
  const { policy } = draft.typed;
  const change = (part: Partial<IPolicy>): void =>
    draft.type({ policy: { ...policy, ...part } });
  return (
    <SettingForm
      {...props}
      draft={draft}
      onSave={() =>
        draft.send(() =>
          props.onChange({
            late_policy: policy.source === 'course' ? null : asRequest(policy)
          })
        )
      }
    >
      <ChoiceField
        name={trans.__('Policy')}
        hint={trans.__(
          'A change holds at once, for what was handed in before too; the audit trail has the scores that it changes.'
        )}
        value={policy.source}
        choices={[
          ['course', trans.__('as the course has it')],
          ['own', trans.__('its own')]
        ]}
        onChange={source => change({ source })}
      />
      {policy.source === 'own' && (
        <OwnPolicy policy={policy} trans={trans} onChange={change} />
      )}
    </SettingForm>
  );
}

function OwnPolicy(props: {
  policy: IPolicy;
  trans: TranslationBundle;
  onChange(part: Partial<IPolicy>): void;
}): ReactElement {
  const { policy, trans, onChange } = props;
  const { steps } = policy;
  const changeStep = (key: number, part: Partial<IStep>): void =>
    onChange({
      steps: steps.map(one => (one.key === key ? { ...one, ...part } : one))
    });
  return (
    <>
      <ChoiceField
        name={trans.__('Amounts are')}
        value={policy.unit}
        choices={[
          ['percent', trans.__('percent of the maximum')],
          ['points', trans.__('points')]
        ]}
        onChange={unit => onChange({ unit })}
      />
      <table className="jp-AutogradeWeights-table">
        <caption>{trans.__('What is taken off')}</caption>
        <thead>
          <tr>
            <th scope="col">{trans.__('Amount')}</th>
            <th scope="col">{trans.__('How often')}</th>
            <th scope="col">{trans.__('After hours')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {steps.map((step, index) => (
            <tr key={step.key}>
              <InputCell
                required
                type="number"
                min={0.01}
                max={policy.unit === 'percent' ? 100 : 1_000_000}
                step="any"
                value={step.amount}
                label={trans.__('Amount of step %1', index + 1)}
                onChange={amount => changeStep(step.key, { amount })}
              />
              <td className="jp-AutogradeWeights-field">
                <select
                  value={step.every}
                  aria-label={trans.__('How often step %1 counts', index + 1)}
                  onChange={event =>
                    changeStep(step.key, {
                      every: event.target.value as IStep['every']
                    })
                  }
                >
                  <option value="">{trans.__('once')}</option>
                  <option value="hour">{trans.__('each hour')}</option>
                  <option value="day">{trans.__('each day')}</option>
                </select>
              </td>
              <InputCell
                type="number"
                min={0}
                max={8784}
                step="any"
                value={step.after}
                label={trans.__('Hours after which step %1 counts', index + 1)}
                onChange={after => changeStep(step.key, { after })}
              />
              <td>
                <Button
                  label={trans.__('Remove step %1', index + 1)}
                  onClick={() =>
                    onChange({ steps: steps.filter(s => s.key !== step.key) })
                  }
                >
                  {trans.__('Remove')}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {steps.length === 0 && <p>{trans.__('Nothing is taken off.')}</p>}
      <Button
        disabled={steps.length >= MOST_STEPS}
        onClick={() =>
          onChange({
            steps: [
              ...steps,
              {
                key: Math.max(0, ...steps.map(s => s.key)) + 1,
                amount: '10',
                every: 'day',
                after: '0'
              }
            ]
          })
        }
      >
        {trans.__('Add a step')}
      </Button>
      <InputField
        name={trans.__('At most')}
        hint={trans.__('Empty: all of it.')}
        type="number"
        min={0.01}
        max={policy.unit === 'percent' ? 100 : 1_000_000}
        step="any"
        value={policy.cap}
        onChange={cap => onChange({ cap })}
      />
      <InputField
        name={trans.__('Minutes of grace')}
        hint={trans.__('So little late is not late.')}
        type="number"
        min={0}
        max={10_080}
        value={policy.grace}
        onChange={grace => onChange({ grace })}
      />
    </>
  );
}

function asTyped(policy: LatePolicy | null, ofCourse: boolean): IPolicy {
  return {
    source: ofCourse ? 'course' : 'own',
    unit: policy?.unit ?? 'percent',
    grace: String(policy?.grace_minutes ?? 0),
    cap: typeof policy?.cap === 'number' ? String(policy.cap) : '',
    steps: (policy?.steps ?? []).map((step: Step, key) => ({
      key,
      amount: String(step.amount),
      every: step.every ?? '',
      after: String(step.after_hours)
    }))
  };
}

function asRequest(policy: IPolicy): LatePolicyRequest {
  return {
    unit: policy.unit,
    grace_minutes: Number(policy.grace),
    cap: policy.cap ? Number(policy.cap) : null,
    steps: policy.steps.map(step => ({
      amount: Number(step.amount),
      every: step.every || null,
      after_hours: Number(step.after)
    }))
  };
}
