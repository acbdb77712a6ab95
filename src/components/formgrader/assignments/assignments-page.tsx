import { useMemo, useState, type ReactElement } from 'react';
import type { CourseAssignmentsModel } from '../../../models/formgrader/course-assignments';
import { DataGrid } from '../../data-grid';
import { Message } from '../../message';
import type { IPageProps } from '../page';
import {
  assignmentColumns,
  NUMERIC,
  type IAssignmentLine
} from './assignment-columns';
import { AssignmentPane } from './assignment-pane';
import { AssignmentRow } from './assignment-row';

/** A course's assignments, and beside them all that is set for one. */
export function AssignmentsPage(
  props: IPageProps<CourseAssignmentsModel>
): ReactElement {
  const { context, model, trans } = props;
  const { assignments } = context;
  const { progress } = model;
  const [filter, setFilter] = useState('');
  const columns = useMemo(() => assignmentColumns(trans), [trans]);
  const lines = useMemo(
    () =>
      (assignments ?? []).map((assignment): IAssignmentLine => ({
        assignment,
        progress: progress?.get(assignment.id) ?? null
      })),
    [assignments, progress]
  );
  return (
    <div className="jp-AutogradeGradebook">
      <section
        className="jp-AutogradeGradebook-main"
        aria-label={trans.__('Assignments of the course')}
      >
        <div className="jp-AutogradeSubmissions-bar">
          <input
            type="search"
            className="jp-AutogradeSearch"
            value={filter}
            placeholder={trans.__('Search assignments')}
            aria-label={trans.__('Search assignments')}
            onChange={event => setFilter(event.target.value)}
          />
          <span className="jp-AutogradeSubmissions-count" role="status">
            {assignments &&
              trans._n('%1 assignment', '%1 assignments', assignments.length)}
          </span>
        </div>
        {assignments === null ? (
          <Message kind="loading" sentence={trans.__('Loading assignments…')} />
        ) : assignments.length === 0 ? (
          <Message
            kind="empty"
            sentence={trans.__('This course has no assignments yet.')}
            nextStep={trans.__(
              'Open a notebook with solutions and tests in JupyterLab, and press Release in its toolbar.'
            )}
          />
        ) : (
          <DataGrid
            kind="assignments"
            label={trans.__('Assignments; the arrow keys choose one')}
            rows={lines}
            columns={columns}
            numeric={NUMERIC}
            sorting={[{ id: 'name', desc: false }]}
            filter={filter}
            selectedId={context.assignmentId}
            trans={trans}
            idOf={line => line.assignment.id}
            render={(line, place) => (
              <AssignmentRow
                key={line.assignment.id}
                {...place}
                line={line}
                trans={trans}
              />
            )}
            onSelect={id => context.selectAssignment(id)}
          />
        )}
      </section>
      <aside
        className="jp-AutogradeDetail"
        aria-label={trans.__('Chosen assignment')}
      >
        {context.assignment ? (
          <AssignmentPane
            key={context.assignment.id}
            assignment={context.assignment}
            model={model}
            trans={trans}
          />
        ) : (
          <Message
            kind="empty"
            sentence={trans.__('No assignment chosen.')}
            nextStep={trans.__(
              'Choose one in the table to see its dates, versions and extensions.'
            )}
          />
        )}
      </aside>
    </div>
  );
}
