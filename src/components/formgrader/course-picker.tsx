import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { Course } from '../../api/schemas';

export interface ICoursePickerProps {
  courses: readonly Course[];
  course: Course | null;
  trans: TranslationBundle;
  onCourse(courseId: string): void;
}

/** Choose a course: above the panes, where its whole title fits. */
export function CoursePicker(props: ICoursePickerProps): ReactElement {
  const { courses, course, trans } = props;
  return (
    <label className="jp-AutogradeCoursePicker">
      <span>{trans.__('Course')}</span>
      <select
        className="jp-AutogradeCoursePicker-course"
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
  );
}
