import type { TranslationBundle } from '@jupyterlab/translation';
import type {
  AuditAction,
  AuditEntry,
  ExportFormat,
  GradebookCell,
  GradebookColumn,
  GradebookState
} from '../../../api/schemas';
import { points, scoreOf } from '../../../quantities';

/** `87.5 %`, or a dash. */
export function percentWord(percent: number | null | undefined): string {
  return percent === null || percent === undefined
    ? '–'
    : `${points(percent)} %`;
}

/** What a cell shows: points, or a sign for what is not graded. */
export function cellMark(cell: GradebookCell): string {
  switch (stateOf(cell)) {
    case 'graded':
      return points(cell.score ?? 0);
    case 'pending':
      return `${points(cell.score ?? 0)} +${points(cell.pending ?? 0)}`;
    case 'waiting':
      return '…';
    case 'failed':
      return '!';
    case 'missing':
      return '0';
    case 'open':
      return '–';
  }
}

/** The state of a cell; the service leaves the usual one out. */
export function stateOf(cell: GradebookCell): GradebookState {
  return cell.state ?? 'graded';
}

/** The same in words, for those who do not see the sign. */
export function cellWords(
  cell: GradebookCell,
  column: GradebookColumn,
  trans: TranslationBundle
): string {
  const most = cell.max_score ?? column.max_score ?? 0;
  const score = scoreOf(cell.score ?? 0, most);
  const said: string[] = [];
  switch (stateOf(cell)) {
    case 'graded':
      said.push(score);
      break;
    case 'pending':
      said.push(
        trans.__('%1, %2 more by hand', score, points(cell.pending ?? 0))
      );
      break;
    case 'waiting':
      said.push(trans.__('being graded'));
      break;
    case 'failed':
      said.push(trans.__('could not be graded'));
      break;
    case 'missing':
      // What the cell shows comes first, for those who say it to a computer.
      said.push(points(0), trans.__('not handed in, counts as nothing'));
      break;
    case 'open':
      said.push(trans.__('not handed in yet'));
      break;
  }
  if (cell.late) {
    said.push(
      cell.penalty
        ? trans.__('late, −%1', points(cell.penalty))
        : trans.__('late')
    );
  }
  if (cell.dropped) {
    said.push(trans.__('dropped as one of the lowest'));
  }
  return said.join(' · ');
}

/** What changed a grade. */
export function actionWord(
  action: AuditAction,
  trans: TranslationBundle
): string {
  switch (action) {
    case 'autograded':
      return trans.__('Autograded');
    case 'graded_again':
      return trans.__('Graded again');
    case 'manual_score':
      return trans.__('Graded by hand');
    case 'rubric':
      return trans.__('Rubric changed');
    case 'regrade':
      return trans.__('Regraded');
    case 'void':
      return trans.__('Test voided');
    case 'imported':
      return trans.__('Imported');
    case 'handed_in':
      return trans.__('Handed in by staff');
    case 'terms':
      return trans.__('Terms changed');
    case 'gradebook':
      return trans.__('Gradebook');
    case 'passback':
      return trans.__('Grade passback');
  }
}

/** `6 → 8`: what counted before a change, and since. */
export function changeWord(entry: AuditEntry): string {
  return `${pointsOf(entry.before)} → ${pointsOf(entry.after)}`;
}

function pointsOf(content: AuditEntry['before']): string {
  const final = content?.final_percent;
  if (typeof final === 'number') {
    return percentWord(final);
  }
  const score = content?.final_score ?? content?.score;
  return typeof score === 'number' ? points(score) : '–';
}

/** Formats that files of grades have, with what reads them. */
export function exportFormats(
  trans: TranslationBundle
): readonly (readonly [ExportFormat, string])[] {
  return [
    ['gradebook', trans.__('Spreadsheet (CSV)')],
    ['csv', trans.__('One line a submission (CSV)')],
    ['moodle', trans.__('Moodle')],
    ['canvas', trans.__('Canvas')],
    ['edx', trans.__('Open edX')],
    ['questions', trans.__('Questions of one assignment (CSV)')],
    ['gofer', trans.__('gofer_service (CSV)')],
    ['gofer-db', trans.__('gofer_service (database)')]
  ];
}
