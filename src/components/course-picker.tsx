import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement, ReactNode } from 'react';
import type { Course } from '../api/schemas';

export interface ICoursePickerProps {
  courses: readonly Course[];
  course: Course | null;
  trans: TranslationBundle;
  onCourse(courseId: string): void;
  /** What stands at the other end of the line. */
  children?: ReactNode;
}

/** Choose a course: above the panes, where its whole title fits. */
export function CoursePicker(props: ICoursePickerProps): ReactElement {
  const { courses, course, trans } = props;
  return (
    <div className="jp-AutogradeCoursePicker">
      <label className="jp-AutogradeCoursePicker-label">
        <span>{trans.__('Course')}</span>
        <select
          className="jp-AutogradeSelect"
          value={course?.id}
          onChange={event => props.onCourse(event.target.value)}
        >
          {courses.map(({ id, name, title }) => (
            <option key={id} value={id}>
              {title ? `${name} · ${title}` : name}
            </option>
          ))}
        </select>
      </label>
      {props.children}
    </div>
  );
}
