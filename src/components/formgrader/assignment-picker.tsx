import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { Assignment, AssignmentState, Course } from '../../api/schemas';
import { dueTime } from '../../timestamps';
import { Message } from '../message';

export interface IAssignmentPickerProps {
  courses: readonly Course[];
  course: Course | null;
  assignments: readonly Assignment[] | null;
  assignment: Assignment | null;
  trans: TranslationBundle;
  onCourse(courseId: string): void;
  onAssignment(assignmentId: string): void;
}

/** Choose a course, then one of its assignments. */
export function AssignmentPicker(props: IAssignmentPickerProps): ReactElement {
  const { courses, course, assignments, trans } = props;
  return (
    <nav
      className="jp-AutogradePicker"
      aria-label={trans.__('Courses and assignments')}
    >
      <select
        className="jp-AutogradePicker-course"
        aria-label={trans.__('Course')}
        value={course?.id}
        onChange={event => props.onCourse(event.target.value)}
      >
        {courses.map(({ id, name, title }) => (
          <option key={id} value={id}>
            {title ? `${name} · ${title}` : name}
          </option>
        ))}
      </select>
      {assignments === null ? (
        <Message kind="loading" sentence={trans.__('Loading assignments…')} />
      ) : (
        <ul className="jp-AutogradePicker-list">
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

function stateWord(state: AssignmentState, trans: TranslationBundle): string {
  switch (state) {
    case 'draft':
      return trans.__('Draft');
    case 'released':
      return trans.__('Released');
    case 'closed':
      return trans.__('Closed');
  }
}
