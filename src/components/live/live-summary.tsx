import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement, ReactNode } from 'react';
import type { LiveAssignment } from '../../api/schemas';
import { errorLine, type LiveCounts } from '../../live-notebooks';
import { plainText } from '../terminal-text';
import { countWords } from './live-words';

/** Errors of an assignment that is not chosen. */
const FEW = 3;

export interface ILiveSummaryProps {
  assignments: readonly LiveAssignment[];
  /** Of all assignments together. */
  counts: LiveCounts;
  /** The assignment whose notebooks are shown; `''` = those of none, null = all. */
  assignmentId: string | null;
  trans: TranslationBundle;
  onAssignment(assignmentId: string | null): void;
  /** Show who has an error. */
  onError(assignmentId: string, error: string): void;
}

/** How far a class is with each assignment, and what goes wrong most often; a click shows who. */
export function LiveSummary(props: ILiveSummaryProps): ReactElement {
  const { assignments, trans } = props;
  return (
    <nav className="jp-AutogradePicker" aria-label={trans.__('Assignments')}>
      <ul className="jp-AutogradePicker-list">
        <Choice {...props} id={null} counts={props.counts}>
          {trans.__('All notebooks')}
        </Choice>
        {assignments.map(assignment => (
          <Choice
            key={assignment.assignment_id ?? ''}
            {...props}
            id={assignment.assignment_id ?? ''}
            counts={assignment}
            errors={assignment.errors}
          >
            {assignment.name ?? trans.__('Of no assignment')}
          </Choice>
        ))}
      </ul>
    </nav>
  );
}

function Choice(
  props: ILiveSummaryProps & {
    id: string | null;
    counts: LiveCounts;
    errors?: LiveAssignment['errors'];
    children: ReactNode;
  }
): ReactElement {
  const { id, trans } = props;
  const chosen = id === props.assignmentId;
  const errors = props.errors?.slice(0, chosen ? undefined : FEW) ?? [];
  return (
    <li>
      <button
        type="button"
        className="jp-AutogradePicker-assignment"
        aria-current={chosen}
        onClick={() => props.onAssignment(id)}
      >
        <span className="jp-AutogradePicker-name">{props.children}</span>
        <span className="jp-AutogradePicker-facts">
          {countWords(props.counts, trans) || trans.__('nobody')}
        </span>
      </button>
      {errors.length > 0 && (
        <ul
          className="jp-AutogradeLive-errors"
          aria-label={trans.__('Most common errors')}
        >
          {errors.map(error => {
            const line = errorLine(error);
            const text = plainText(line);
            return (
              <li key={line}>
                <button
                  type="button"
                  className="jp-AutogradeLive-common"
                  title={text}
                  onClick={() => props.onError(id ?? '', line)}
                >
                  <span className="jp-AutogradeLive-people">
                    {error.people}×
                  </span>{' '}
                  <span className="jp-AutogradeLive-error">{text}</span>
                  <span className="jp-AutogradeHidden">
                    {trans.__('. Show who.')}
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </li>
  );
}
