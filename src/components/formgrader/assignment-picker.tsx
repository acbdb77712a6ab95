import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { Assignment } from '../../api/schemas';
import { dueTime } from '../../timestamps';
import { Message } from '../message';
import { stateWord } from './assignments/assignment-words';

export interface IAssignmentPickerProps {
  assignments: readonly Assignment[] | null;
  assignment: Assignment | null;
  /** Where all of them can be chosen at once. */
  all?: { chosen: boolean; onChoose(): void };
  trans: TranslationBundle;
  onAssignment(assignmentId: string): void;
}

/** Choose one of a course's assignments. */
export function AssignmentPicker(props: IAssignmentPickerProps): ReactElement {
  const { assignments, trans } = props;
  return (
    <nav className="jp-AutogradePicker" aria-label={trans.__('Assignments')}>
      {assignments === null ? (
        <Message kind="loading" sentence={trans.__('Loading assignments…')} />
      ) : (
        <ul className="jp-AutogradePicker-list">
          {props.all && assignments.length > 1 && (
            <li>
              <button
                type="button"
                className="jp-AutogradePicker-assignment"
                aria-current={props.all.chosen}
                onClick={props.all.onChoose}
              >
                <span className="jp-AutogradePicker-name">
                  {trans.__('All assignments')}
                </span>
              </button>
            </li>
          )}
          {assignments.map(assignment => (
            <li key={assignment.id}>
              <button
                type="button"
                className="jp-AutogradePicker-assignment"
                aria-current={assignment.id === props.assignment?.id}
                onClick={() => props.onAssignment(assignment.id)}
              >
                <span className="jp-AutogradePicker-name">
                  {assignment.name}
                </span>
                <span className="jp-AutogradePicker-facts">
                  {stateWord(assignment.state, trans)}
                  {assignment.due_at &&
                    ` · ${trans.__('due %1', dueTime(assignment.due_at))}`}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </nav>
  );
}
