import type { ReactElement } from 'react';

export interface INumberTableProps {
  /** Names it for screen readers. */
  label: string;
  head: readonly string[];
  /** The first cell of each names its row. */
  rows: readonly (readonly (string | number)[])[];
}

/** The numbers of a chart. */
export function NumberTable(props: INumberTableProps): ReactElement {
  return (
    <table className="jp-AutogradeInsight-numbers" aria-label={props.label}>
      <thead>
        <tr>
          {props.head.map(word => (
            <th key={word} scope="col">
              {word}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.rows.map(([name, ...values], row) => (
          <tr key={row}>
            <th scope="row">{name}</th>
            {values.map((value, column) => (
              <td key={column}>{value}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
