import type { Gradebook, GradebookRow } from '../../../api/schemas';
import { collator } from '../../../locale';

/** By what the students of a gradebook are sorted: who, total, final grade, or an assignment's id. */
export interface IGradebookOrder {
  by: string;
  descending: boolean;
}

export const BY_STUDENT = 'student';
export const BY_TOTAL = 'total';
export const BY_FINAL = 'final';

/** Return the students whose name, email or section has `filter`, in an order. */
export function ordered(
  book: Gradebook,
  order: IGradebookOrder,
  filter: string
): readonly GradebookRow[] {
  const wanted = filter.trim().toLocaleLowerCase();
  const rows = wanted
    ? book.rows.filter(row =>
        [row.user, row.name, row.email, row.section].some(text =>
          text?.toLocaleLowerCase().includes(wanted)
        )
      )
    : [...book.rows];
  const sign = order.descending ? -1 : 1;
  const value = valueOf(book, order.by);
  const { compare } = collator();
  return rows.sort((a, b) =>
    value === null
      ? sign * compare(a.user, b.user)
      : sign * (value(a) - value(b)) || compare(a.user, b.user)
  );
}

/** The number that students are sorted by; nothing comes before zero. null: their names. */
function valueOf(
  book: Gradebook,
  by: string
): ((row: GradebookRow) => number) | null {
  switch (by) {
    case BY_STUDENT:
      return null;
    case BY_TOTAL:
      return row => row.percent ?? -1;
    case BY_FINAL:
      return row => row.final?.percent ?? -1;
    default: {
      const index = book.columns.findIndex(c => c.assignment_id === by);
      return row => row.cells[index]?.score ?? -1;
    }
  }
}
