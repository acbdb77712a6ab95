import {
  createRow,
  type Row,
  type RowModel,
  type Table
} from '@tanstack/react-table';

/**
 * As TanStack's `getCoreRowModel`, for a flat table, but it keeps the row that it made of each thing.
 *
 * To make ten thousand rows takes longer than to sort them, and a filter that is taken away brings back the same ones.
 * What a column says of a thing is kept too, so a thing that changes has to be another object.
 */
export function keptRows<T extends object>(): (
  table: Table<T>
) => () => RowModel<T> {
  return table => {
    let columns: unknown;
    let data: unknown;
    let rowOf = new WeakMap<T, Row<T>>();
    let model: RowModel<T> = { rows: [], flatRows: [], rowsById: {} };
    return () => {
      const { options } = table;
      if (options.columns !== columns) {
        // Others may say something else of the same thing.
        rowOf = new WeakMap();
      } else if (options.data === data) {
        return model;
      }
      ({ columns, data } = options);
      const rows = options.data.map((thing, index) => {
        const row =
          rowOf.get(thing) ??
          createRow(table, table._getRowId(thing, index), thing, index, 0);
        rowOf.set(thing, row);
        // Those that are equal stay in the order of the data.
        row.index = index;
        return row;
      });
      const rowsById = Object.fromEntries(rows.map(row => [row.id, row]));
      model = { rows, flatRows: rows, rowsById };
      return model;
    };
  };
}
