import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, type ReactElement } from 'react';
import type { IErrorText } from '../api/errors';
import type { ICourseAssignments } from '../models/assignments';
import { AssignmentItem, type IAssignmentActions } from './assignment-item';
import { useAssignmentNews } from './assignment-news';
import { useClock } from './clock';
import { liveCourseSentence } from './live-sentence';
import { Message } from './message';

/** Milliseconds within which the time that is left stays as it is. */
const TICK = 15_000;

export interface IAssignmentListProps extends IAssignmentActions {
  courses: readonly ICourseAssignments[];
  /** The first answer has come. */
  known: boolean;
  fault: IErrorText | null;
  stale: boolean;
  filter: string;
  /** Whether there are so many that searching pays. */
  searchable: boolean;
  busy: ReadonlySet<string>;
  /** Whether the user is of the staff of a course, who are not seen by the others. */
  isStaffOf(courseId: string): boolean;
  trans: TranslationBundle;
  onFilter(filter: string): void;
  onRetry(): void;
}

/** All assignments by course, or why there are none to show. */
export function AssignmentList(props: IAssignmentListProps): ReactElement {
  const { courses, fault, filter, known, trans } = props;
  const news = useAssignmentNews(
    courses.flatMap(({ assignments }) => assignments),
    trans
  );
  if (!known) {
    return fault ? (
      <Message
        kind="error"
        sentence={fault.sentence}
        nextStep={fault.nextStep}
        action={{ label: trans.__('Try again'), onClick: props.onRetry }}
      />
    ) : (
      <Message kind="loading" sentence={trans.__('Loading assignments…')} />
    );
  }
  return (
    <>
      <p role="status" className="jp-AutogradeHidden">
        {news}
      </p>
      {props.stale && (
        <Message
          kind="stale"
          sentence={
            fault?.sentence ?? trans.__('The grading service does not answer.')
          }
          nextStep={trans.__(
            'This is the last that is known. You can go on working: a submission is kept on disk and sent by itself as soon as the service answers.'
          )}
          action={{ label: trans.__('Try again'), onClick: props.onRetry }}
        />
      )}
      {props.searchable && (
        <input
          type="search"
          className="jp-AutogradeSearch"
          value={filter}
          placeholder={trans.__('Search assignments')}
          aria-label={trans.__('Search assignments')}
          onChange={event => props.onFilter(event.target.value)}
        />
      )}
      {courses.length === 0 &&
        (filter ? (
          <Message
            kind="empty"
            sentence={trans.__('No assignment has “%1” in its name.', filter)}
            action={{
              label: trans.__('Clear the search'),
              onClick: () => props.onFilter('')
            }}
          />
        ) : (
          <Message
            kind="empty"
            sentence={trans.__('No assignments yet.')}
            nextStep={trans.__(
              'They appear here as soon as an instructor releases one to you.'
            )}
          />
        ))}
      {courses.map(course => (
        <CourseSection key={course.courseId} course={course} {...props} />
      ))}
    </>
  );
}

function CourseSection(
  props: IAssignmentListProps & { course: ICourseAssignments }
): ReactElement {
  const { course, trans } = props;
  const heading = useId();
  const now = useClock(TICK);
  const seen =
    !props.isStaffOf(course.courseId) &&
    course.assignments.some(({ live }) => live);
  return (
    <section className="jp-AutogradeCourse" aria-labelledby={heading}>
      <h3 id={heading} className="jp-AutogradeCourse-name">
        {course.course}
      </h3>
      {seen && (
        <p className="jp-AutogradeCourse-live">
          {liveCourseSentence(course.course, trans)}
        </p>
      )}
      <ul className="jp-AutogradeCourse-list">
        {course.assignments.map(assignment => (
          <AssignmentItem
            key={assignment.id}
            assignment={assignment}
            now={now}
            busy={props.busy.has(assignment.id)}
            trans={trans}
            onFetch={props.onFetch}
            onAsk={props.onAsk}
            onAttempts={props.onAttempts}
            onCheck={props.onCheck}
            onFetchFeedback={props.onFetchFeedback}
            onFetchSolution={props.onFetchSolution}
            onForget={props.onForget}
            onOpen={props.onOpen}
            onSubmit={props.onSubmit}
          />
        ))}
      </ul>
    </section>
  );
}
