import type { InputHTMLAttributes, ReactElement, ReactNode } from 'react';

interface INamed {
  name: string;
  hint?: string;
}

/** A field with its name and perhaps a hint. */
export function Field(props: INamed & { children: ReactNode }): ReactElement {
  return (
    <label className="jp-AutogradeField">
      <span className="jp-AutogradeField-name">{props.name}</span>
      {props.children}
      {props.hint && (
        <span className="jp-AutogradeField-note">{props.hint}</span>
      )}
    </label>
  );
}

export interface ITypedProps extends Omit<
  InputHTMLAttributes<HTMLInputElement>,
  'name' | 'onChange' | 'value'
> {
  value: string;
  onChange(value: string): void;
}

/** A field in which something is typed. */
export function InputField({
  hint,
  name,
  onChange,
  ...input
}: INamed & ITypedProps): ReactElement {
  return (
    <Field name={name} hint={hint}>
      <input {...input} onChange={event => onChange(event.target.value)} />
    </Field>
  );
}

/** A field in which one of few is chosen. */
export function ChoiceField<T extends string>(
  props: INamed & {
    value: T;
    /** Each with its words. */
    choices: readonly (readonly [T, string])[];
    onChange(value: T): void;
  }
): ReactElement {
  return (
    <Field name={props.name} hint={props.hint}>
      <select
        value={props.value}
        onChange={event => props.onChange(event.target.value as T)}
      >
        {props.choices.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** A cell of a table in which something is typed. */
export function InputCell({
  label,
  onChange,
  ...input
}: ITypedProps & { label: string }): ReactElement {
  return (
    <td className="jp-AutogradeWeights-field">
      <input
        {...input}
        aria-label={label}
        onChange={event => onChange(event.target.value)}
      />
    </td>
  );
}
