import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type FormEvent, type ReactElement } from 'react';
import type {
  Assignment,
  CourseWeights,
  WeightsRequest
} from '../../../api/schemas';
import { shortTime } from '../../../timestamps';
import { Button } from '../../button';
import { InputCell, InputField } from '../../field';

export interface IWeightsFormProps {
  /** Those that hold. */
  weights: CourseWeights;
  assignments: readonly Assignment[];
  busy: boolean;
  trans: TranslationBundle;
  onSet(request: WeightsRequest): void;
}

interface ICategory {
  /** Stays when the name changes. */
  key: number;
  name: string;
  weight: string;
  drops: string;
}

interface IPart {
  /** Key of the category; null: none. */
  category: number | null;
  /** Empty: as many as it has points. */
  weight: string;
}

/** What the assignments of a course count. */
export function WeightsForm(props: IWeightsFormProps): ReactElement {
  const { assignments, trans, weights } = props;
  const [categories, setCategories] = useState(() => categoriesOf(weights));
  const [parts, setParts] = useState(() => partsOf(weights));
  const [reason, setReason] = useState('');
  const fault = faultIn(categories, trans);

  const change = (key: number, changed: Partial<ICategory>): void =>
    setCategories(all =>
      all.map(one => (one.key === key ? { ...one, ...changed } : one))
    );
  const partOf = (id: string): IPart => {
    const part = parts.get(id) ?? { category: null, weight: '' };
    return categories.some(one => one.key === part.category)
      ? part
      : { ...part, category: null };
  };
  const changePart = (id: string, changed: Partial<IPart>): void =>
    setParts(all => new Map(all).set(id, { ...partOf(id), ...changed }));

  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    const nameOf = new Map(categories.map(one => [one.key, one.name.trim()]));
    props.onSet({
      categories: categories.map(one => ({
        name: one.name.trim(),
        weight: Number(one.weight),
        drop_lowest: Number(one.drops)
      })),
      assignments: assignments
        .map(({ id }) => ({ id, ...partOf(id) }))
        .filter(({ category, weight }) => category !== null || weight !== '')
        .map(({ id, category, weight }) => ({
          assignment_id: id,
          category: category === null ? null : (nameOf.get(category) ?? null),
          weight: weight === '' ? null : Number(weight)
        })),
      digest: weights.digest,
      reason
    });
  };

  return (
    <form className="jp-AutogradeWeights" onSubmit={onSubmit}>
      <h2 className="jp-AutogradeDetail-title">{trans.__('Weights')}</h2>
      <p>
        {weights.created_by && weights.created_at
          ? trans.__(
              'Set by %1, %2. They hold at once; grades that are final stay.',
              weights.created_by,
              shortTime(weights.created_at)
            )
          : trans.__(
              'Nobody has set any: every assignment counts as many as it has points.'
            )}
      </p>
      <table className="jp-AutogradeWeights-table">
        <caption>{trans.__('Categories')}</caption>
        <thead>
          <tr>
            <th scope="col">{trans.__('Name')}</th>
            <th scope="col">{trans.__('Weight')}</th>
            <th scope="col">{trans.__('Drop lowest')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {categories.map((one, index) => (
            <tr key={one.key}>
              <InputCell
                required
                maxLength={128}
                value={one.name}
                label={trans.__('Name of category %1', index + 1)}
                onChange={name => change(one.key, { name })}
              />
              <InputCell
                required
                type="number"
                min={0}
                max={1000}
                step="any"
                value={one.weight}
                label={trans.__('Weight of %1', one.name)}
                onChange={weight => change(one.key, { weight })}
              />
              <InputCell
                required
                type="number"
                min={0}
                max={50}
                value={one.drops}
                label={trans.__('How many of %1 are dropped', one.name)}
                onChange={drops => change(one.key, { drops })}
              />
              <td>
                <Button
                  label={trans.__('Remove category %1', one.name)}
                  onClick={() =>
                    setCategories(all => all.filter(c => c.key !== one.key))
                  }
                >
                  {trans.__('Remove')}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Button
        onClick={() =>
          setCategories(all => [
            ...all,
            { key: nextKey(all), name: '', weight: '1', drops: '0' }
          ])
        }
      >
        {trans.__('Add a category')}
      </Button>
      <table className="jp-AutogradeWeights-table">
        <caption>{trans.__('Assignments')}</caption>
        <thead>
          <tr>
            <th scope="col">{trans.__('Assignment')}</th>
            <th scope="col">{trans.__('Category')}</th>
            <th scope="col">{trans.__('Weight')}</th>
          </tr>
        </thead>
        <tbody>
          {assignments.map(({ id, name }) => {
            const part = partOf(id);
            return (
              <tr key={id}>
                <th scope="row">{name}</th>
                <td className="jp-AutogradeWeights-field">
                  <select
                    value={part.category ?? ''}
                    aria-label={trans.__('Category of %1', name)}
                    onChange={event =>
                      changePart(id, {
                        category:
                          event.target.value === ''
                            ? null
                            : Number(event.target.value)
                      })
                    }
                  >
                    <option value="">
                      {categories.length > 0
                        ? trans.__('none: does not count')
                        : trans.__('none')}
                    </option>
                    {categories.map(one => (
                      <option key={one.key} value={one.key}>
                        {one.name}
                      </option>
                    ))}
                  </select>
                </td>
                <InputCell
                  type="number"
                  min={0}
                  max={1000}
                  step="any"
                  value={part.weight}
                  placeholder={trans.__('points')}
                  label={trans.__('Weight of %1', name)}
                  onChange={weight => changePart(id, { weight })}
                />
              </tr>
            );
          })}
        </tbody>
      </table>
      <InputField
        name={trans.__('Reason, for the audit trail')}
        maxLength={2000}
        value={reason}
        onChange={setReason}
      />
      <p role="status">{fault}</p>
      <button
        type="submit"
        className="jp-AutogradeButton"
        data-primary
        disabled={props.busy || fault !== null}
      >
        {trans.__('Use these weights')}
      </button>
    </form>
  );
}

function categoriesOf(weights: CourseWeights): ICategory[] {
  return weights.categories.map((one, key) => ({
    key,
    name: one.name,
    weight: String(one.weight),
    drops: String(one.drop_lowest)
  }));
}

function partsOf(weights: CourseWeights): ReadonlyMap<string, IPart> {
  const keyOf = new Map(weights.categories.map((one, key) => [one.name, key]));
  return new Map(
    weights.assignments.map(one => [
      one.assignment_id,
      {
        category: keyOf.get(one.category ?? '') ?? null,
        weight: one.weight?.toString() ?? ''
      }
    ])
  );
}

function nextKey(categories: readonly ICategory[]): number {
  return Math.max(-1, ...categories.map(one => one.key)) + 1;
}

/** Why these can't be; null when they can. */
function faultIn(
  categories: readonly ICategory[],
  trans: TranslationBundle
): string | null {
  const names = categories.map(one => one.name.trim());
  if (new Set(names).size < names.length) {
    return trans.__('Two categories have the same name.');
  }
  if (
    categories.length > 0 &&
    categories.every(one => Number(one.weight) === 0)
  ) {
    return trans.__('No category counts anything. Give one a weight.');
  }
  return null;
}
