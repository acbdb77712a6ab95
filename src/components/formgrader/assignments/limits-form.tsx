import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type {
  Assignment,
  AssignmentLimits,
  ServiceLimits
} from '../../../api/schemas';
import { InputField } from '../../field';
import { useDraft } from './draft';
import { SettingForm, type ISettingProps } from './setting-form';

const KIB = 1 << 10;
const MIB = 1 << 20;

/** A limit: its name in the API, and what one of its units is. */
interface ILimit {
  field: keyof AssignmentLimits;
  unit: number;
  label(trans: TranslationBundle): string;
}

const LIMITS: readonly ILimit[] = [
  {
    field: 'wall_seconds',
    unit: 1,
    label: trans => trans.__('Seconds of a notebook')
  },
  {
    field: 'cell_seconds',
    unit: 1,
    label: trans => trans.__('Seconds of a cell')
  },
  {
    field: 'question_seconds',
    unit: 1,
    label: trans => trans.__('Seconds of a test')
  },
  { field: 'memory', unit: MIB, label: trans => trans.__('Memory in MiB') },
  { field: 'output', unit: KIB, label: trans => trans.__('Outputs in KiB') }
];

/** What one grading may use. */
export function LimitsForm(
  props: ISettingProps & { limits: ServiceLimits }
): ReactElement {
  const { assignment, limits, trans } = props;
  const draft = useDraft(
    props.drafts,
    `${assignment.id} limits`,
    asTyped(assignment.limits)
  );
  const { typed } = draft;
  return (
    <SettingForm
      {...props}
      draft={draft}
      onSave={() =>
        draft.send(() => props.onChange({ limits: asRequest(typed) }))
      }
    >
      {LIMITS.map(limit => {
        const own = inUnits(limits.own, limit);
        const most = inUnits(limits.most, limit);
        return (
          <InputField
            key={limit.field}
            name={limit.label(trans)}
            hint={trans.__('Empty: %1. At most %2.', own || '–', most || '–')}
            type="number"
            min={0.1}
            max={most || undefined}
            step="any"
            value={typed[limit.field]}
            onChange={value => draft.type({ [limit.field]: value })}
          />
        );
      })}
    </SettingForm>
  );
}

/** The fields as they are typed. */
type TypedLimits = Record<keyof AssignmentLimits, string>;

function asTyped(limits: Assignment['limits']): TypedLimits {
  return Object.fromEntries(
    LIMITS.map(limit => [limit.field, inUnits(limits, limit)])
  ) as TypedLimits;
}

function inUnits(
  limits: AssignmentLimits | null | undefined,
  { field, unit }: ILimit
): string {
  const value = limits?.[field];
  return typeof value === 'number' ? String(value / unit) : '';
}

/** null: all are the service's. */
function asRequest(typed: TypedLimits): AssignmentLimits | null {
  const set = LIMITS.flatMap(({ field, unit }) =>
    typed[field]
      ? [
          [
            field,
            unit > 1
              ? Math.round(Number(typed[field]) * unit)
              : Number(typed[field])
          ]
        ]
      : []
  );
  return set.length > 0 ? (Object.fromEntries(set) as AssignmentLimits) : null;
}
