import type { KeyboardEvent } from 'react';

/** Columns before those of the assignments: student, total, final grade. They stay in sight. */
export const FROZEN = 3;

/** Rows that PageUp and PageDown go. */
const PAGE_ROWS = 10;

/** A cell, by its place in the table. */
export interface IAt {
  /** -1: none. */
  row: number;
  column: number;
}

/** The cell that a key leads to; null when the key is none of ours. */
export function step(
  event: KeyboardEvent,
  from: IAt,
  rows: number,
  columns: number
): IAt | null {
  if (rows === 0 || event.target !== event.currentTarget) {
    return null;
  }
  const to = (row: number, column: number): IAt => ({
    row: Math.max(0, Math.min(rows - 1, row)),
    column: Math.max(0, Math.min(columns - 1, column))
  });
  const { row, column } = from;
  switch (event.key) {
    case 'ArrowDown':
      return to(row + 1, column);
    case 'ArrowUp':
      return to(row - 1, column);
    case 'ArrowRight':
      // Total and final grade are the student's, who is one cell for the keys.
      return to(row, column === 0 ? FROZEN : column + 1);
    case 'ArrowLeft':
      return to(row, column <= FROZEN ? 0 : column - 1);
    case 'PageDown':
      return to(row + PAGE_ROWS, column);
    case 'PageUp':
      return to(row - PAGE_ROWS, column);
    case 'Home':
      return event.ctrlKey ? to(0, 0) : to(row, 0);
    case 'End':
      return event.ctrlKey ? to(rows, columns) : to(row, columns);
    default:
      return null;
  }
}
