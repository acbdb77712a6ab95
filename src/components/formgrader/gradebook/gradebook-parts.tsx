import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement, ReactNode } from 'react';
import type { GradebookColumn } from '../../../api/schemas';
import { points } from '../../../quantities';
import { BY_STUDENT, type IGradebookOrder } from './gradebook-order';

/** What an assignment counts. */
export function columnWords(
  column: GradebookColumn,
  trans: TranslationBundle
): string {
  const said = [column.name];
  if (column.category) {
    said.push(column.category);
  }
  if (column.max_score !== null && column.max_score !== undefined) {
    said.push(trans.__('%1 points', points(column.max_score)));
  }
  if (column.weight !== null && column.weight !== undefined) {
    said.push(
      column.weight === 0
        ? trans.__('does not count')
        : trans.__('weight %1', points(column.weight))
    );
  }
  return said.join(' · ');
}

/** Where a column stands, and how wide it is, in pixels. */
export function Place(props: {
  offset: number;
  width: number;
  children: ReactNode;
}): ReactElement {
  return (
    <div
      className="jp-AutogradeGradebook-place"
      role="presentation"
      style={{
        transform: `translateX(${props.offset}px)`,
        width: props.width
      }}
    >
      {props.children}
    </div>
  );
}

/** The head of a column; a click sorts by it. */
export function Head(props: {
  by: string;
  words: string;
  title?: string;
  order: IGradebookOrder;
  onOrder(order: IGradebookOrder): void;
}): ReactElement {
  const { by, order } = props;
  const sorted = order.by === by;
  const direction = order.descending ? 'descending' : 'ascending';
  return (
    <div
      className="jp-AutogradeTable-header"
      role="columnheader"
      aria-sort={sorted ? direction : 'none'}
      data-numeric={by !== BY_STUDENT || undefined}
      title={props.title}
    >
      <button
        type="button"
        className="jp-AutogradeTable-sort"
        data-sorted={sorted || undefined}
        onClick={() =>
          props.onOrder({
            by,
            descending: sorted ? !order.descending : by !== BY_STUDENT
          })
        }
      >
        <span className="jp-AutogradeGradebook-name">{props.words}</span>
        <span className="jp-AutogradeTable-arrow" aria-hidden="true">
          {sorted && order.descending ? '▼' : '▲'}
        </span>
      </button>
    </div>
  );
}

/** One cell of a student's line. */
export function Cell(props: {
  id: string;
  /** Counted from 0. */
  column: number;
  selected: boolean;
  state?: string;
  dropped?: boolean;
  title?: string;
  children: ReactNode;
  onClick(): void;
}): ReactElement {
  return (
    <div
      id={props.id}
      className="jp-AutogradeGradebook-cell"
      role="gridcell"
      aria-colindex={props.column + 1}
      aria-selected={props.selected}
      aria-label={props.state ? props.title : undefined}
      data-state={props.state}
      data-dropped={props.dropped || undefined}
      title={props.title}
      onClick={props.onClick}
    >
      {props.children}
    </div>
  );
}
