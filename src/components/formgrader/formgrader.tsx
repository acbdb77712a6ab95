import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type ReactElement } from 'react';
import type { IErrorText } from '../../api/errors';
import type { Assignment, Course, Submission } from '../../api/schemas';
import { CoursePicker } from '../course-picker';
import { Message } from '../message';
import { StaffFrame } from '../staff-frame';
import { AssignmentPicker } from './assignment-picker';
import {
  SubmissionDetail,
  type ISubmissionDetailProps
} from './submission-detail';
import { SubmissionsTable } from './submissions-table';

/** What the panel shows. */
export interface IFormgraderState {
  courses: readonly Course[] | null;
  course: Course | null;
  assignments: readonly Assignment[] | null;
  assignment: Assignment | null;
  submissions: readonly Submission[] | null;
  latestOnly: boolean;
  fault: IErrorText | null;
}

export interface IFormgraderActions {
  onCourse(courseId: string): void;
  onAssignment(assignmentId: string): void;
  onSubmission(submissionId: string): void;
  onLatestOnly(latestOnly: boolean): void;
  onRetry(): void;
}

export interface IFormgraderProps extends IFormgraderActions {
  state: IFormgraderState;
  detail: ISubmissionDetailProps;
  trans: TranslationBundle;
}

/** Courses and assignments at the left, submissions in the middle, one of them at the right. */
export function Formgrader(props: IFormgraderProps): ReactElement {
  const { state, trans } = props;
  const { courses } = state;
  return (
    <StaffFrame
      courses={courses}
      fault={state.fault}
      known
      forWhom={trans.__(
        'The Formgrader is for instructors and TAs; an instructor or the operators can add you.'
      )}
      trans={trans}
      onRetry={props.onRetry}
    >
      <CoursePicker
        courses={courses ?? []}
        course={state.course}
        trans={trans}
        onCourse={props.onCourse}
      />
      <div className="jp-AutogradePanes">
        <AssignmentPicker
          assignments={state.assignments}
          assignment={state.assignment}
          trans={trans}
          onAssignment={props.onAssignment}
        />
        <Submissions {...props} />
        <SubmissionDetail {...props.detail} />
      </div>
    </StaffFrame>
  );
}

function Submissions(props: IFormgraderProps): ReactElement {
  const { state, trans } = props;
  const { assignment, submissions } = state;
  const [filter, setFilter] = useState('');
  return (
    <section
      className="jp-AutogradeSubmissions"
      aria-label={trans.__('Submissions')}
    >
      <div className="jp-AutogradeSubmissions-bar">
        <input
          type="search"
          className="jp-AutogradeSearch"
          value={filter}
          placeholder={trans.__('Search students')}
          aria-label={trans.__('Search students')}
          onChange={event => setFilter(event.target.value)}
        />
        <label className="jp-AutogradeSubmissions-latest">
          <input
            type="checkbox"
            checked={state.latestOnly}
            onChange={event => props.onLatestOnly(event.target.checked)}
          />
          {trans.__('Only the newest of each student')}
        </label>
        <span className="jp-AutogradeSubmissions-count" role="status">
          {submissions && counts(submissions, trans)}
        </span>
      </div>
      {submissions === null ? (
        <Message kind="loading" sentence={trans.__('Loading submissions…')} />
      ) : submissions.length === 0 ? (
        <Message
          kind="empty"
          sentence={
            assignment
              ? trans.__('Nobody has submitted “%1” yet.', assignment.name)
              : trans.__('This course has no assignment yet.')
          }
          nextStep={
            assignment
              ? trans.__('Submissions appear here as they arrive.')
              : trans.__(
                  'Open the notebook with your solution and use Release in its toolbar.'
                )
          }
        />
      ) : (
        <SubmissionsTable
          submissions={submissions}
          selectedId={props.detail.submission?.id ?? null}
          filter={filter}
          trans={trans}
          onSelect={props.onSubmission}
        />
      )}
    </section>
  );
}

function counts(
  submissions: readonly Submission[],
  trans: TranslationBundle
): string {
  const graded = submissions.filter(s => s.state === 'graded').length;
  return trans._n(
    '%1 submission, %2 graded',
    '%1 submissions, %2 graded',
    submissions.length,
    graded
  );
}
