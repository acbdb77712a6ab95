import type { TranslationBundle } from '@jupyterlab/translation';
import {
  flexRender,
  getCoreRowModel,
  getFilteredRowModel,
  getSortedRowModel,
  useReactTable,
  type ColumnDef,
  type Header,
  type SortingState
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode
} from 'react';

/** Pixels; the style sheet gives rows the same height. */
const ROW_HEIGHT = 30;

/** Rows that PageUp and PageDown go. */
const PAGE_ROWS = 10;

/** Where a row stands, and what becomes of a click on it: a row hands it on to its `GridRow`. */
export interface IRowPlace {
  /** Id of its element. */
  elementId: string;
  rowId: string;
  /** Position among all rows that the filter leaves. */
  index: number;
  /** Pixels from the top. */
  offset: number;
  selected: boolean;
  onSelect(rowId: string): void;
}

export interface IDataGridProps<T> {
  /** Names the style of its columns. */
  kind: string;
  label: string;
  rows: readonly T[];
  columns: ColumnDef<T, string>[];
  /** Columns that hold numbers, so that they are set flush right. */
  numeric?: ReadonlySet<string>;
  /** How the rows are sorted at first. */
  sorting: SortingState;
  /** Part of what a row says; columns may leave themselves out. */
  filter?: string;
  selectedId: string | null;
  trans: TranslationBundle;
  idOf(row: T): string;
  render(row: T, place: IRowPlace): ReactElement;
  onSelect(rowId: string): void;
}

/** Thousands of rows that can be sorted and walked through by keys; only those in sight are in the page. */
export function DataGrid<T>(props: IDataGridProps<T>): ReactElement {
  const { idOf, rows: given, trans } = props;
  const [sorting, setSorting] = useState<SortingState>(props.sorting);
  const data = useMemo(() => [...given], [given]);
  const table = useReactTable({
    columns: props.columns,
    data,
    state: { sorting, globalFilter: props.filter ?? '' },
    globalFilterFn: 'includesString',
    getRowId: idOf,
    onSortingChange: setSorting,
    getCoreRowModel: getCoreRowModel(),
    getFilteredRowModel: getFilteredRowModel(),
    getSortedRowModel: getSortedRowModel()
  });
  const { rows } = table.getRowModel();
  const grid = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: index => rows[index].id,
    getScrollElement: () => body.current,
    overscan: 12
  });
  const selected = rows.findIndex(row => row.id === props.selectedId);
  const elementId = (index: number): string =>
    `jp-AutogradeRow-${props.kind}-${encodeURIComponent(rows[index].id)}`;

  const onKeyDown = (event: KeyboardEvent): void => {
    const target = step(event.key, selected, rows.length);
    if (target === null) {
      return;
    }
    event.preventDefault();
    virtual.scrollToIndex(target);
    props.onSelect(rows[target].id);
    grid.current?.focus({ preventScroll: true });
  };

  return (
    <div
      className="jp-AutogradeTable"
      data-kind={props.kind}
      ref={grid}
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={selected >= 0 ? elementId(selected) : undefined}
      onKeyDown={onKeyDown}
    >
      <div className="jp-AutogradeTable-head" role="row" aria-rowindex={1}>
        {table.getFlatHeaders().map(header => (
          <HeaderCell
            key={header.id}
            header={header}
            numeric={props.numeric?.has(header.id) ?? false}
            trans={trans}
          />
        ))}
      </div>
      <div ref={body} className="jp-AutogradeTable-body" role="rowgroup">
        <div
          className="jp-AutogradeTable-rows"
          role="presentation"
          style={{ height: virtual.getTotalSize() }}
        >
          {virtual.getVirtualItems().map(({ index, start }) =>
            props.render(rows[index].original, {
              elementId: elementId(index),
              rowId: rows[index].id,
              index,
              offset: start,
              selected: index === selected,
              onSelect: props.onSelect
            })
          )}
        </div>
      </div>
    </div>
  );
}

/** The row that a key leads to; null when the key is none of ours. */
function step(key: string, from: number, count: number): number | null {
  if (count === 0) {
    return null;
  }
  const last = count - 1;
  const within = (index: number): number => Math.max(0, Math.min(last, index));
  switch (key) {
    case 'ArrowDown':
      return within(from + 1);
    case 'ArrowUp':
      return within(from - 1);
    case 'PageDown':
      return within(from + PAGE_ROWS);
    case 'PageUp':
      return within(from - PAGE_ROWS);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}

function HeaderCell<T>(props: {
  header: Header<T, unknown>;
  numeric: boolean;
  trans: TranslationBundle;
}): ReactElement {
  const { column, getContext } = props.header;
  const sorted = column.getIsSorted();
  return (
    <div
      className="jp-AutogradeTable-header"
      role="columnheader"
      data-numeric={props.numeric || undefined}
      aria-sort={
        sorted === 'asc'
          ? 'ascending'
          : sorted === 'desc'
            ? 'descending'
            : 'none'
      }
    >
      <button
        type="button"
        className="jp-AutogradeTable-sort"
        data-sorted={sorted || undefined}
        onClick={column.getToggleSortingHandler()}
      >
        {flexRender(column.columnDef.header, getContext())}
        <span className="jp-AutogradeTable-arrow" aria-hidden="true">
          {sorted === 'asc' ? '▲' : '▼'}
        </span>
      </button>
    </div>
  );
}

/** One line of a `DataGrid`. */
export function GridRow(
  props: IRowPlace & { children: ReactNode }
): ReactElement {
  return (
    <div
      id={props.elementId}
      className="jp-AutogradeTable-row"
      role="row"
      aria-rowindex={props.index + 2}
      aria-selected={props.selected}
      style={{ transform: `translateY(${props.offset}px)` }}
      onClick={() => props.onSelect(props.rowId)}
    >
      {props.children}
    </div>
  );
}

/** One cell of such a line. */
export function GridCell(props: {
  children: ReactNode;
  /** Set flush right. */
  numeric?: boolean;
  title?: string;
}): ReactElement {
  return (
    <div
      className="jp-AutogradeTable-cell"
      role="gridcell"
      data-numeric={props.numeric || undefined}
      title={props.title}
    >
      {props.children}
    </div>
  );
}
