import type { TranslationBundle } from '@jupyterlab/translation';
import {
  flexRender,
  getFilteredRowModel,
  getSortedRowModel,
  useReactTable,
  type ColumnDef,
  type Header,
  type OnChangeFn,
  type SortingState
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode
} from 'react';
import { MarkAll, useMarking, type IGridMarks } from './data-grid-marks';
import { keptRows } from './kept-rows';

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
  /** Of a table of which several rows can be marked: whether this one is. */
  marked?: boolean;
  /** Whose row it is, for the name of its box. */
  markLabel?: string;
  /** Mark it; `range`: with all between it and the row that was marked last. */
  onMark?(rowId: string, range: boolean): void;
}

/** How wide the columns of a table are, in the words of a style sheet. */
export interface IGridWidths {
  /** For `grid-template-columns`. */
  columns: string;
  /** What all of them take at least; a narrower table scrolls. */
  least: string;
}

export interface IDataGridProps<T> {
  /** Names the style of its columns. */
  kind: string;
  label: string;
  rows: readonly T[];
  columns: ColumnDef<T, string>[];
  /** Columns that hold numbers, so that they are set flush right. */
  numeric?: ReadonlySet<string>;
  /** How the rows are sorted: at first, or with `onSorting` always. */
  sorting: SortingState;
  /** For tables that come and go, and keep how they are sorted. */
  onSorting?: OnChangeFn<SortingState>;
  /** Part of what a row says; columns may leave themselves out. */
  filter?: string;
  selectedId: string | null;
  trans: TranslationBundle;
  idOf(row: T): string;
  render(row: T, place: IRowPlace): ReactElement;
  onSelect(rowId: string): void;
  /** Without it one row alone can be chosen. */
  marks?: IGridMarks<T>;
  /** Widths of the columns; else the style sheet has them by `kind`. */
  widths?: IGridWidths;
}

/** Thousands of rows that can be sorted and walked through by keys; only those in sight are in the page. */
export function DataGrid<T extends object>(
  props: IDataGridProps<T>
): ReactElement {
  const { idOf, rows: given, trans } = props;
  const [own, setOwn] = useState<SortingState>(props.sorting);
  const sorting = props.onSorting ? props.sorting : own;
  const data = useMemo(() => [...given], [given]);
  const table = useReactTable({
    columns: props.columns,
    data,
    state: { sorting, globalFilter: props.filter ?? '' },
    globalFilterFn: 'includesString',
    getRowId: idOf,
    onSortingChange: props.onSorting ?? setOwn,
    getCoreRowModel: keptRows<T>(),
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
  const inPage = virtual.getVirtualItems();
  const selected = rows.findIndex(row => row.id === props.selectedId);
  const { marks, selectedId } = props;
  const ids = (): string[] => rows.map(row => row.id);
  const marking = useMarking(marks, ids);
  const elementId = (index: number): string =>
    `jp-AutogradeRow-${props.kind}-${encodeURIComponent(rows[index].id)}`;

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target === grid.current && marking.onKey(event, selectedId)) {
      event.preventDefault();
      return;
    }
    const target = step(event.key, selected, rows.length);
    if (target === null) {
      return;
    }
    event.preventDefault();
    virtual.scrollToIndex(target);
    if (event.shiftKey) {
      marking.extend(selectedId ?? rows[target].id, rows[target].id);
    }
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
      aria-multiselectable={marks ? true : undefined}
      style={
        props.widths
          ? ({
              '--jp-autograde-columns': props.widths.columns,
              '--jp-autograde-least': props.widths.least
            } as CSSProperties)
          : undefined
      }
      aria-activedescendant={
        inPage.some(({ index }) => index === selected)
          ? elementId(selected)
          : undefined
      }
      onKeyDown={onKeyDown}
    >
      <div className="jp-AutogradeTable-head" role="row" aria-rowindex={1}>
        {marks && (
          <MarkAll
            all={rows.length > 0 && rows.every(row => marks.ids.has(row.id))}
            some={marks.ids.size > 0}
            trans={trans}
            onMark={marked => marks.onMark(ids(), marked)}
          />
        )}
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
          {inPage.map(({ index, start }) =>
            props.render(rows[index].original, {
              elementId: elementId(index),
              rowId: rows[index].id,
              index,
              offset: start,
              selected: index === selected,
              onSelect: props.onSelect,
              ...(marks && {
                marked: marks.ids.has(rows[index].id),
                markLabel: marks.labelOf(rows[index].original),
                onMark: marking.toggle
              })
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
      data-column={column.id}
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
  const { marked, onMark } = props;
  return (
    <div
      id={props.elementId}
      className="jp-AutogradeTable-row"
      role="row"
      aria-rowindex={props.index + 2}
      aria-selected={marked ?? props.selected}
      data-current={props.selected || undefined}
      style={{ transform: `translateY(${props.offset}px)` }}
      onClick={event => {
        if (onMark && (event.shiftKey || event.ctrlKey || event.metaKey)) {
          onMark(props.rowId, event.shiftKey);
        } else {
          props.onSelect(props.rowId);
        }
      }}
    >
      {onMark && (
        <div className="jp-AutogradeTable-mark" role="gridcell">
          <input
            type="checkbox"
            // The keys of the table are Space and the arrows.
            tabIndex={-1}
            aria-label={props.markLabel}
            checked={marked}
            onChange={() => undefined}
            onClick={event => {
              event.stopPropagation();
              onMark(props.rowId, event.shiftKey);
            }}
          />
        </div>
      )}
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
  /** Id of its column, where the style sheet has to know. */
  column?: string;
}): ReactElement {
  return (
    <div
      className="jp-AutogradeTable-cell"
      role="gridcell"
      data-column={props.column}
      data-numeric={props.numeric || undefined}
      title={props.title}
    >
      {props.children}
    </div>
  );
}
