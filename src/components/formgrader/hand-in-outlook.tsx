import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { HandInOutlook as IHandInOutlook } from '../../api/schemas';
import { exactTime } from '../../timestamps';

/** What a hand-in for a student would be at this moment; there is room for it before it is known. */
export function HandInOutlook(props: {
  outlook: IHandInOutlook | null;
  trans: TranslationBundle;
}): ReactElement {
  const { outlook, trans } = props;
  return (
    <p className="jp-AutogradeHandIn-outlook" role="status">
      {outlook && (
        <>
          {trans.__(
            'Attempt %1, graded with version %2.',
            outlook.attempt,
            outlook.version
          )}{' '}
          <span data-late={outlook.late || undefined}>
            {dueWords(outlook, trans)}
          </span>
        </>
      )}
    </p>
  );
}

function dueWords(outlook: IHandInOutlook, trans: TranslationBundle): string {
  const { due_at: due, late } = outlook;
  if (!due) {
    return trans.__('In time: there is no due time.');
  }
  return late
    ? trans.__(
        'Late: it was due %1 for this student. Give an extension if it shall be in time.',
        exactTime(due)
      )
    : trans.__('In time: due %1 for this student.', exactTime(due));
}
