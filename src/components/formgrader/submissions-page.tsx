import type { ReactElement } from 'react';
import type { Submission } from '../../api/schemas';
import type { SubmissionsModel } from '../../models/formgrader/submissions';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Message } from '../message';
import { AssignmentPicker } from './assignment-picker';
import type { IPageProps } from './page';
import { SubmissionDetail } from './submission-detail';
import { SubmissionFilters } from './submission-filters';
import { SubmissionsTable } from './submissions-table';

/** Assignments at the left, submissions in the middle, one of them at the right. */
export function SubmissionsPage(
  props: IPageProps<SubmissionsModel>
): ReactElement {
  const { context, faultOf, model, trans } = props;
  const { detail } = model;
  return (
    <div className="jp-AutogradePanes">
      <AssignmentPicker
        assignments={context.assignments}
        assignment={context.assignment}
        trans={trans}
        onAssignment={id => context.selectAssignment(id)}
      />
      <Submissions {...props} />
      <SubmissionDetail
        submission={detail.submission}
        grades={detail.grades}
        job={detail.job}
        requests={detail.requests}
        fault={faultOf(detail.error)}
        faultOf={faultOf}
        busy={detail.busy}
        trans={trans}
        onAnswer={(id, text) => detail.answer(id, text)}
        onGradeAgain={props.acts.onGradeAgain}
        onRetry={() => void detail.refresh()}
      />
    </div>
  );
}

function Submissions(props: IPageProps<SubmissionsModel>): ReactElement {
  const { context, model, trans } = props;
  const { filter, shown, submissions } = model;
  return (
    <section
      className="jp-AutogradeSubmissions"
      aria-label={trans.__('Submissions')}
    >
      <div className="jp-AutogradeSubmissions-bar">
        <SubmissionFilters
          filter={filter}
          trans={trans}
          onChange={change => model.setFilter(change)}
        />
        <span className="jp-AutogradeSubmissions-count" role="status">
          {shown && counts(shown, trans)}
        </span>
      </div>
      {submissions === null || shown === null ? (
        <Message kind="loading" sentence={trans.__('Loading submissions…')} />
      ) : submissions.length === 0 ? (
        <Message
          kind="empty"
          sentence={
            context.assignment
              ? trans.__(
                  'Nobody has submitted “%1” yet.',
                  context.assignment.name
                )
              : trans.__('This course has no assignment yet.')
          }
          nextStep={
            context.assignment
              ? trans.__('Submissions appear here as they arrive.')
              : trans.__(
                  'Open the notebook with your solution and use Release in its toolbar.'
                )
          }
        />
      ) : shown.length === 0 ? (
        <Message
          kind="empty"
          sentence={trans.__('No submission is in this state.')}
          action={{
            label: trans.__('Show all'),
            onClick: () => model.setFilter({ state: null })
          }}
        />
      ) : (
        <SubmissionsTable
          submissions={shown}
          selectedId={model.detail.submission?.id ?? null}
          filter={filter.text}
          trans={trans}
          onSelect={id => model.selectSubmission(id)}
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
