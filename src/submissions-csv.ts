import type { KeptFile } from './downloads';
import type { ISubmissionRow } from './submission-rows';

/** With these a spreadsheet takes a text for a formula; names come from anybody (SEC-52). */
const FORMULA = /^'*[=+\-@\t\r]/;

const COLUMNS: readonly [
  string,
  (row: ISubmissionRow) => string | number | boolean | null | undefined
][] = [
  ['student', row => row.user],
  ['name', row => row.name],
  ['section', row => row.section],
  ['assignment', row => row.assignment],
  ['attempt', row => row.attempt],
  ['submitted_at', row => row.submitted_at],
  ['late', row => row.late],
  ['state', row => row.state],
  ['score', row => row.score],
  ['max_score', row => row.max_score],
  ['pending', row => row.pending],
  ['penalty', row => row.penalty],
  ['feedback_released', row => row.released],
  ['submission_id', row => row.id],
  ['submitted_by', row => row.submitted_by]
];

/** A file with some submissions, for spreadsheets. */
export function submissionsCsv(
  course: string,
  rows: readonly ISubmissionRow[]
): KeptFile {
  const lines = [
    COLUMNS.map(([name]) => name),
    ...rows.map(row => COLUMNS.map(([, value]) => cell(value(row))))
  ];
  return {
    name: `${course}-submissions.csv`,
    media_type: 'text/csv;charset=utf-8',
    encoding: 'text',
    rows: rows.length,
    content: lines.map(line => `${line.join(',')}\r\n`).join('')
  };
}

function cell(value: string | number | boolean | null | undefined): string {
  if (typeof value !== 'string') {
    return String(value ?? '');
  }
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
