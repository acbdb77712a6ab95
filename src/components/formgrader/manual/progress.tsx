import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { ManualOverview } from '../../../api/schemas';
import { exactTime } from '../../../timestamps';

/** How far each question is, and what each grader has done. */
export function Progress(props: {
  overview: ManualOverview;
  trans: TranslationBundle;
}): ReactElement {
  const { overview, trans } = props;
  return (
    <details className="jp-AutogradeProgress">
      <summary>
        {trans.__(
          '%1 of %2 graded',
          sum(overview.questions.map(one => one.graded ?? 0)),
          sum(overview.questions.map(one => one.total ?? 0))
        )}
      </summary>
      <ul>
        {overview.questions.map(one => (
          <li key={one.question}>
            {one.question}{' '}
            <progress
              value={one.graded}
              max={one.total || 1}
              aria-label={trans.__('Graded answers to %1', one.question)}
            />{' '}
            {trans.__('%1 of %2', one.graded ?? 0, one.total ?? 0)}
          </li>
        ))}
        {overview.graders.map(one => (
          <li key={one.user} title={exactTime(one.last_at)}>
            {trans._n(
              '%2 has graded %1 answer',
              '%2 has graded %1 answers',
              one.graded,
              one.user
            )}
          </li>
        ))}
        {overview.ungraded > 0 && (
          <li>
            {trans._n(
              '%1 submission has no result yet',
              '%1 submissions have no result yet',
              overview.ungraded
            )}
          </li>
        )}
      </ul>
    </details>
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
