import type { TranslationBundle } from '@jupyterlab/translation';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement
} from 'react';
import type { Gradebook, GradebookRow } from '../../../api/schemas';
import type { IGradebookPlace } from '../../../models/formgrader/gradebook';
import { columnWidths } from './column-widths';
import { FROZEN, step } from './gradebook-keys';
import {
  BY_FINAL,
  BY_STUDENT,
  BY_TOTAL,
  ordered,
  type IGradebookOrder
} from './gradebook-order';
import { Cell, columnWords, Head, Place } from './gradebook-parts';
import { cellMark, cellWords, percentWord, stateOf } from './gradebook-words';

/** Pixels; the style sheet gives rows and what stays in sight the same sizes. */
const ROW_HEIGHT = 30;
const FROZEN_WIDTH = 300;

export interface IGradebookGridProps {
  book: Gradebook;
  /** Part of a student's name, email or section. */
  filter: string;
  selected: IGradebookPlace | null;
  trans: TranslationBundle;
  onSelect(place: IGradebookPlace): void;
}

/** Students × assignments; only the rows and columns in sight are in the page. */
export function GradebookGrid(props: IGradebookGridProps): ReactElement {
  const { book, filter, selected, trans } = props;
  const [order, setOrder] = useState<IGradebookOrder>({
    by: BY_STUDENT,
    descending: false
  });
  const rows = useMemo(
    () => ordered(book, order, filter),
    [book, filter, order]
  );
  const scroller = useRef<HTMLDivElement>(null);
  const lines = useVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: index => rows[index].user,
    getScrollElement: () => scroller.current,
    // The head covers as much of the window.
    scrollPaddingEnd: ROW_HEIGHT,
    overscan: 12
  });
  const [room, setRoom] = useState(0);
  const widths = useMemo(
    () =>
      columnWidths(
        book.columns.map(column => column.name),
        room
      ),
    [book, room]
  );
  const columns = useVirtualizer({
    horizontal: true,
    count: book.columns.length,
    estimateSize: index => widths[index],
    getItemKey: index => book.columns[index].assignment_id,
    getScrollElement: () => scroller.current,
    scrollPaddingEnd: FROZEN_WIDTH,
    overscan: 3,
    onChange: ({ scrollRect }) =>
      setRoom(Math.max(0, (scrollRect?.width ?? 0) - FROZEN_WIDTH))
  });
  useLayoutEffect(() => columns.measure(), [columns, widths]);
  const at = {
    row: rows.findIndex(row => row.user === selected?.user),
    column: selected?.assignmentId
      ? FROZEN +
        book.columns.findIndex(c => c.assignment_id === selected.assignmentId)
      : 0
  };
  const inSight = columns.getVirtualItems();
  const width = columns.getTotalSize();
  const idOf = (row: GradebookRow, column: number): string =>
    `jp-AutogradeGradebook-${encodeURIComponent(row.user)}-${column}`;

  const onKeyDown = (event: KeyboardEvent): void => {
    const target = step(event, at, rows.length, FROZEN + book.columns.length);
    if (target === null) {
      return;
    }
    event.preventDefault();
    lines.scrollToIndex(target.row);
    if (target.column >= FROZEN) {
      columns.scrollToIndex(target.column - FROZEN);
    }
    props.onSelect({
      user: rows[target.row].user,
      assignmentId: book.columns[target.column - FROZEN]?.assignment_id ?? null
    });
  };

  const head = (by: string, words: string, title?: string): ReactElement => (
    <Head
      by={by}
      words={words}
      title={title}
      order={order}
      onOrder={setOrder}
    />
  );

  return (
    <div
      ref={scroller}
      className="jp-AutogradeGradebook-grid"
      role="grid"
      tabIndex={0}
      aria-label={trans.__('Gradebook; the arrow keys choose a grade')}
      aria-rowcount={rows.length + 1}
      aria-colcount={FROZEN + book.columns.length}
      aria-activedescendant={
        at.row >= 0 ? idOf(rows[at.row], at.column) : undefined
      }
      onKeyDown={onKeyDown}
    >
      <div className="jp-AutogradeGradebook-head" role="row" aria-rowindex={1}>
        <div className="jp-AutogradeGradebook-frozen" role="presentation">
          {head(BY_STUDENT, trans.__('Student'))}
          {head(BY_TOTAL, trans.__('Total'))}
          {head(BY_FINAL, trans.__('Final'))}
        </div>
        <div
          className="jp-AutogradeGradebook-cells"
          role="presentation"
          style={{ width }}
        >
          {inSight.map(({ index, size, start }) => {
            const column = book.columns[index];
            return (
              <Place key={column.assignment_id} offset={start} width={size}>
                {head(
                  column.assignment_id,
                  column.name,
                  columnWords(column, trans)
                )}
              </Place>
            );
          })}
        </div>
      </div>
      <div
        className="jp-AutogradeGradebook-rows"
        role="rowgroup"
        style={{ height: lines.getTotalSize() }}
      >
        {lines.getVirtualItems().map(line => {
          const row = rows[line.index];
          const chosen = (column: number): boolean =>
            line.index === at.row && column === at.column;
          const onTotal = (): void =>
            props.onSelect({ user: row.user, assignmentId: null });
          return (
            <div
              key={row.user}
              className="jp-AutogradeGradebook-row"
              role="row"
              aria-rowindex={line.index + 2}
              style={{ transform: `translateY(${line.start}px)` }}
            >
              <div className="jp-AutogradeGradebook-frozen" role="presentation">
                <Cell
                  id={idOf(row, 0)}
                  column={0}
                  selected={chosen(0)}
                  title={row.name ?? undefined}
                  onClick={onTotal}
                >
                  {row.user}
                </Cell>
                <Cell
                  id={idOf(row, 1)}
                  column={1}
                  selected={chosen(1)}
                  title={
                    row.whole === false
                      ? trans.__('Something is still to be graded.')
                      : undefined
                  }
                  onClick={onTotal}
                >
                  {percentWord(row.percent)}
                  {row.whole === false && <span aria-hidden="true"> …</span>}
                </Cell>
                <Cell
                  id={idOf(row, 2)}
                  column={2}
                  selected={chosen(2)}
                  onClick={onTotal}
                >
                  {percentWord(row.final?.percent)}
                </Cell>
              </div>
              <div
                className="jp-AutogradeGradebook-cells"
                role="presentation"
                style={{ width }}
              >
                {inSight.map(({ index, size, start }) => {
                  const column = book.columns[index];
                  const cell = row.cells[index];
                  return (
                    <Place
                      key={column.assignment_id}
                      offset={start}
                      width={size}
                    >
                      <Cell
                        id={idOf(row, FROZEN + index)}
                        column={FROZEN + index}
                        selected={chosen(FROZEN + index)}
                        state={stateOf(cell)}
                        dropped={cell.dropped}
                        title={cellWords(cell, column, trans)}
                        onClick={() =>
                          props.onSelect({
                            user: row.user,
                            assignmentId: column.assignment_id
                          })
                        }
                      >
                        {cellMark(cell)}
                        {cell.late && (
                          <span aria-hidden="true" title={trans.__('late')}>
                            {' '}
                            ◷
                          </span>
                        )}
                      </Cell>
                    </Place>
                  );
                })}
              </div>
            </div>
          );
        })}
      </div>
    </div>
  );
}
