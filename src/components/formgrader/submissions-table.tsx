import type { TranslationBundle } from '@jupyterlab/translation';
import {
  flexRender,
  getCoreRowModel,
  getFilteredRowModel,
  getSortedRowModel,
  useReactTable,
  type Header,
  type SortingState
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement
} from 'react';
import type { Submission } from '../../api/schemas';
import { NUMERIC, submissionColumns } from './submission-columns';
import { SubmissionRow } from './submission-row';

/** Pixels; the style sheet gives rows the same height. */
const ROW_HEIGHT = 30;

/** Rows that PageUp and PageDown go. */
const PAGE_ROWS = 10;

export interface ISubmissionsTableProps {
  submissions: readonly Submission[];
  selectedId: string | null;
  /** Part of a student's name. */
  filter: string;
  trans: TranslationBundle;
  onSelect(submissionId: string): void;
}

/** Thousands of submissions; only the rows in sight are in the page. */
export function SubmissionsTable(props: ISubmissionsTableProps): ReactElement {
  const { submissions, filter, trans } = props;
  const [sorting, setSorting] = useState<SortingState>([
    { id: 'time', desc: true }
  ]);
  const columns = useMemo(() => submissionColumns(trans), [trans]);
  const data = useMemo(() => [...submissions], [submissions]);
  const table = useReactTable({
    columns,
    data,
    state: { sorting, globalFilter: filter },
    globalFilterFn: 'includesString',
    getRowId: row => row.id,
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
      ref={grid}
      role="grid"
      tabIndex={0}
      aria-label={trans.__('Submissions; the arrow keys choose one')}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={
        selected >= 0 ? rowId(rows[selected].id) : undefined
      }
      onKeyDown={onKeyDown}
    >
      <div className="jp-AutogradeTable-head" role="row" aria-rowindex={1}>
        {table.getFlatHeaders().map(header => (
          <HeaderCell key={header.id} header={header} trans={trans} />
        ))}
      </div>
      <div ref={body} className="jp-AutogradeTable-body" role="rowgroup">
        <div
          className="jp-AutogradeTable-rows"
          role="presentation"
          style={{ height: virtual.getTotalSize() }}
        >
          {virtual.getVirtualItems().map(item => (
            <SubmissionRow
              key={item.key}
              id={rowId(rows[item.index].id)}
              submission={rows[item.index].original}
              index={item.index}
              offset={item.start}
              selected={item.index === selected}
              trans={trans}
              onSelect={props.onSelect}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

function rowId(submissionId: string): string {
  return `jp-AutogradeRow-${submissionId}`;
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

function HeaderCell(props: {
  header: Header<Submission, unknown>;
  trans: TranslationBundle;
}): ReactElement {
  const { column, getContext } = props.header;
  const sorted = column.getIsSorted();
  return (
    <div
      className="jp-AutogradeTable-header"
      role="columnheader"
      data-numeric={NUMERIC.has(column.id) || undefined}
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
