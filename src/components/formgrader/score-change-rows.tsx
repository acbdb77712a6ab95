import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { ScoreChangePreview } from '../../api/schemas';
import { scoreOf } from '../../quantities';

/** Rows that are in the page; the counts are of all. */
const SHOWN = 300;

/** What asks for a look comes first. */
const ORDER = ['down', 'up', 'same'];

type Row = ScoreChangePreview['rows'][number];

/** Scores before and after, of all that are regraded; of other changes, those that they touch. */
export function ScoreChangeRows(props: {
  preview: ScoreChangePreview;
  trans: TranslationBundle;
}): ReactElement | null {
  const { preview, trans } = props;
  const rows = preview.rows
    .filter(row => preview.kind === 'regrade' || isTouched(row))
    .sort((one, other) => placeOf(one) - placeOf(other));
  if (rows.length === 0) {
    return null;
  }
  return (
    <table className="jp-AutogradeWeights-table">
      <caption>
        {rows.length > SHOWN
          ? trans.__('The first %1 of %2 submissions', SHOWN, rows.length)
          : trans.__('Submissions')}
      </caption>
      <thead>
        <tr>
          <th scope="col">{trans.__('Student')}</th>
          <th scope="col">{trans.__('Before')}</th>
          <th scope="col">{trans.__('After')}</th>
          <th scope="col">{trans.__('What happens')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.slice(0, SHOWN).map(row => (
          <tr key={row.submission_id}>
            <th scope="row">
              {row.user} #{row.attempt}
            </th>
            <td className="jp-AutogradeWeights-number">
              {scoreWord(row.before)}
            </td>
            <td className="jp-AutogradeWeights-number">
              {scoreWord(row.after)}
            </td>
            <td>{happens(row, trans)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function isTouched(row: Row): boolean {
  return (
    row.state !== 'ready' ||
    row.direction !== 'same' ||
    (row.questions ?? []).length > 0
  );
}

function placeOf(row: Row): number {
  return ORDER.indexOf(row.direction ?? 'same');
}

function scoreWord(score: Row['before']): string {
  return score ? scoreOf(score.score, score.max_score) : '–';
}

function happens(row: Row, trans: TranslationBundle): string {
  switch (row.state) {
    case 'waiting':
      return trans.__('is being graded');
    case 'failed':
      return trans.__('could not be graded');
    case 'outdated':
      return trans.__('has another score now');
    case 'ready':
      break;
  }
  switch (row.direction) {
    case 'up':
      return trans.__('▲ rises');
    case 'down':
      return trans.__('▼ falls');
    default:
      return scoreWord(row.before) === scoreWord(row.after)
        ? trans.__('stays')
        : trans.__('another maximum');
  }
}
