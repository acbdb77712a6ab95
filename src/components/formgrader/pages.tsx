import type { ReactElement } from 'react';
import type { FormgraderModel } from '../../models/formgrader/formgrader';
import type { PageId } from '../../models/formgrader/page-models';
import { AssignmentsPage } from './assignments/assignments-page';
import { ManualPage } from './manual/manual-page';
import { GradebookPage } from './gradebook/gradebook-page';
import { HomePage } from './home-page';
import { InsightPage } from './insight/insight-page';
import type { IPage, IPageProps } from './page';
import { StudentsPage } from './students/students-page';
import { SubmissionsPage } from './submissions-page';

/** All pages of the Formgrader, in the order of their tabs. */
export const PAGES: { [Id in PageId]: IPage<Id> } = {
  home: {
    label: trans => trans.__('Home'),
    render: props => <HomePage {...props} />
  },
  assignments: {
    label: trans => trans.__('Assignments'),
    render: props => <AssignmentsPage {...props} />
  },
  submissions: {
    label: trans => trans.__('Submissions'),
    render: props => <SubmissionsPage {...props} />
  },
  manual: {
    label: trans => trans.__('Manual grading'),
    render: props => <ManualPage {...props} />
  },
  students: {
    label: trans => trans.__('Students'),
    render: props => <StudentsPage {...props} />
  },
  gradebook: {
    label: trans => trans.__('Gradebook'),
    render: props => <GradebookPage {...props} />
  },
  insight: {
    label: trans => trans.__('Insight'),
    render: props => <InsightPage {...props} />
  }
};

/** Draw the page with this name. */
export function drawPage<Id extends PageId>(
  id: Id,
  model: FormgraderModel,
  props: Omit<IPageProps<never>, 'model' | 'context'>
): ReactElement {
  return PAGES[id].render({
    ...props,
    context: model.context,
    model: model.page(id)
  });
}
