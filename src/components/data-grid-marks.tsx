import type { TranslationBundle } from '@jupyterlab/translation';
import {
  useCallback,
  useLayoutEffect,
  useRef,
  type KeyboardEvent,
  type ReactElement
} from 'react';

/** The marked rows of a table, and how to mark others. */
export interface IGridMarks<T> {
  ids: ReadonlySet<string>;
  /** Whose row it is. */
  labelOf(row: T): string;
  onMark(rowIds: readonly string[], marked: boolean): void;
}

/** What marks rows: boxes, with Shift those between too, and keys. */
export function useMarking<T>(
  marks: IGridMarks<T> | undefined,
  ids: () => string[]
): {
  toggle(rowId: string, range: boolean): void;
  extend(from: string, to: string): void;
  /** Whether a key was one of ours. */
  onKey(event: KeyboardEvent, current: string | null): boolean;
} {
  // Where a range begins: the row that was marked last.
  const anchor = useRef<string | null>(null);
  // What the rows are given stays the same, so that only those that change are drawn again.
  const latest = useRef({ ids, marks });
  useLayoutEffect(() => {
    latest.current = { ids, marks };
  });
  const toggle = useCallback((rowId: string, range: boolean): void => {
    const now = latest.current;
    if (range && anchor.current !== null) {
      now.marks?.onMark(between(now.ids(), anchor.current, rowId), true);
    } else {
      now.marks?.onMark([rowId], !now.marks.ids.has(rowId));
    }
    anchor.current = rowId;
  }, []);
  return {
    toggle,
    extend: (from, to) => marks?.onMark(between(ids(), from, to), true),
    onKey: (event, current) => {
      if (!marks) {
        return false;
      }
      if (event.key === ' ' && current !== null) {
        toggle(current, event.shiftKey);
        return true;
      }
      if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
        marks.onMark(ids(), true);
        return true;
      }
      if (event.key === 'Escape' && marks.ids.size > 0) {
        marks.onMark([...marks.ids], false);
        return true;
      }
      return false;
    }
  };
}

/** The box that marks all rows, of the filter too that are not in the page. */
export function MarkAll(props: {
  all: boolean;
  some: boolean;
  trans: TranslationBundle;
  onMark(marked: boolean): void;
}): ReactElement {
  const { all, some, trans } = props;
  return (
    <div className="jp-AutogradeTable-mark" role="columnheader">
      <input
        type="checkbox"
        aria-label={trans.__('Select all rows')}
        checked={all}
        ref={box => {
          if (box) {
            box.indeterminate = some && !all;
          }
        }}
        onChange={() => props.onMark(!all)}
      />
    </div>
  );
}

/** The rows from one to another, in whatever order they are; the last alone when one is not there. */
function between(
  all: readonly string[],
  from: string,
  to: string
): readonly string[] {
  const ends = [all.indexOf(from), all.indexOf(to)].sort((a, b) => a - b);
  return ends[0] < 0 ? [to] : all.slice(ends[0], ends[1] + 1);
}
