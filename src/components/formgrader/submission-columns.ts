import type { TranslationBundle } from '@jupyterlab/translation';
import {
  createColumnHelper,
  type ColumnDef,
  type SortingFn
} from '@tanstack/react-table';
import type { Submission, SubmissionState } from '../../api/schemas';
import { collator } from '../../locale';
import { points, scoreOf } from '../../quantities';
import type { ISubmissionRow } from '../../submission-rows';
import { shortTime } from '../../timestamps';
import type { IGridWidths } from '../data-grid';
import { scoreSoFar } from '../question-score';

/** Columns that hold numbers, so that they are set flush right. */
export const NUMERIC: ReadonlySet<string> = new Set(['attempt', 'score']);

/** A column of the table of submissions. */
export type SubmissionColumn = ColumnDef<ISubmissionRow, string>;

/** Which columns there are beside those that always are. */
export interface IColumnChoice {
  /** Submissions of several assignments are listed. */
  assignment: boolean;
  /** The course has sections. */
  section: boolean;
}

/** Score and maximum, of a row or of a submission. */
type Scored = Pick<Submission, 'score' | 'max_score' | 'pending'>;

/** An order by numbers or by words that are compared as they are. */
function by(key: (row: ISubmissionRow) => number): SortingFn<ISubmissionRow> {
  return (a, b) => key(a.original) - key(b.original);
}

function byWords(
  word: (row: ISubmissionRow) => string | null
): SortingFn<ISubmissionRow> {
  // Most neighbours of a sorted table are alike: many attempts of one student.
  return ({ original: a }, { original: b }) => {
    const [one, other] = [word(a) ?? '', word(b) ?? ''];
    return one === other ? 0 : collator().compare(one, other);
  };
}

/** What to look at first, first. */
const STATES: readonly SubmissionState[] = [
  'failed',
  'running',
  'queued',
  'graded'
];

/** A state in one word. */
export function stateWord(
  state: SubmissionState,
  trans: TranslationBundle
): string {
  switch (state) {
    case 'queued':
      return trans.__('Queued');
    case 'running':
      return trans.__('Running');
    case 'graded':
      return trans.__('Graded');
    case 'failed':
      return trans.__('Failed');
  }
}

/** Points, or a dash as long as there are none. */
export function scoreWord(
  { score, max_score: max, pending }: Scored,
  trans: TranslationBundle
): string {
  return score === null || score === undefined
    ? '–'
    : scoreSoFar({ score, max_score: max ?? 0, pending: pending ?? 0 }, trans);
}

/** The same where there is little room: `8/10 +5`. */
export function scoreMark(submission: Scored): string {
  const { score, max_score: max, pending } = submission;
  if (score === null || score === undefined) {
    return '–';
  }
  const toCome = pending ?? 0;
  const mark = scoreOf(score, (max ?? 0) - toCome);
  return toCome > 0 ? `${mark} +${points(toCome)}` : mark;
}

/** Student, assignment, section, time, attempt, state, score, feedback. */
export function submissionColumns(
  choice: IColumnChoice,
  trans: TranslationBundle
): SubmissionColumn[] {
  const column = createColumnHelper<ISubmissionRow>();
  return [
    column.accessor('user', {
      header: trans.__('Student'),
      sortingFn: by(row => row.order)
    }),
    ...(choice.assignment
      ? [
          column.accessor('assignment', {
            header: trans.__('Assignment'),
            sortingFn: byWords(row => row.assignment)
          })
        ]
      : []),
    ...(choice.section
      ? [
          column.accessor(row => row.section ?? '', {
            id: 'section',
            header: trans.__('Section'),
            sortingFn: byWords(row => row.section)
          })
        ]
      : []),
    column.accessor(row => shortTime(row.submitted_at), {
      id: 'time',
      header: trans.__('Received'),
      sortingFn: by(row => row.at),
      sortDescFirst: true
    }),
    column.accessor(row => `#${row.attempt}`, {
      id: 'attempt',
      header: trans.__('Attempt'),
      sortingFn: by(row => row.attempt)
    }),
    column.accessor(row => stateWord(row.state, trans), {
      id: 'state',
      header: trans.__('State'),
      sortingFn: by(row => STATES.indexOf(row.state))
    }),
    column.accessor(scoreMark, {
      id: 'score',
      header: trans.__('Score'),
      // Without a score comes before zero points.
      sortingFn: by(row => row.score ?? -1),
      sortDescFirst: true
    }),
    column.accessor((row): string => (row.released ? '1' : ''), {
      id: 'feedback',
      header: trans.__('Feedback'),
      sortingFn: by(row => Number(row.released))
    })
  ];
}

/** How wide the columns are, the one of the boxes first: in other languages words are longer. */
export function columnWidths(
  choice: IColumnChoice,
  trans: TranslationBundle
): IGridWidths {
  const states = STATES.map(state => stateWord(state, trans));
  const fixed = (head: string, least = '5.6em'): [string] => [
    `max(${least}, ${headWidth(head)})`
  ];
  const columns: [least: string, share?: string][] = [
    ['28px'],
    [`max(5.5em, ${headWidth(trans.__('Student'))})`, '2fr'],
    ...(choice.assignment ? [['7em', '2fr'] as [string, string]] : []),
    ...(choice.section
      ? [
          [`max(5.6em, ${headWidth(trans.__('Section'))})`, '1fr'] as [
            string,
            string
          ]
        ]
      : []),
    ['9.5em', '2fr'],
    fixed(trans.__('Attempt')),
    [badgeWidth(states)],
    // Such as 11.33/15 +3.
    fixed(trans.__('Score'), '6.8em'),
    fixed(trans.__('Feedback'))
  ];
  return {
    columns: columns
      .map(([least, share]) => (share ? `minmax(${least}, ${share})` : least))
      .join(' '),
    least: `calc(${columns.map(([least]) => least).join(' + ')})`
  };
}

/** Bold words with what stands around them: an arrow and the edges. */
function headWidth(word: string): string {
  return `28px + ${word.length} * 0.56em`;
}

/** Small words with a dot before them, round ends and the edges of a cell. */
function badgeWidth(words: readonly string[]): string {
  const most = Math.max(...words.map(({ length }) => length));
  return `calc(46px + ${most} * 0.46em)`;
}
