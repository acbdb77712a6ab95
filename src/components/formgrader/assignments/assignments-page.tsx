import { useMemo, useRef, useState, type ReactElement } from 'react';
import type { CourseAssignmentsModel } from '../../../models/formgrader/course-assignments';
import { Button } from '../../button';
import { DataGrid } from '../../data-grid';
import { useFocusBack } from '../../focus-back';
import { Message } from '../../message';
import type { IPageProps } from '../page';
import { SearchedTable } from '../searched-table';
import {
  assignmentColumns,
  NUMERIC,
  type IAssignmentLine
} from './assignment-columns';
import { AssignmentPane } from './assignment-pane';
import { AssignmentRow } from './assignment-row';
import { CopyForm } from './copy-form';
import { VersionPreviewView } from './version-preview';

/** A course's assignments, and beside them all that is set for one. */
export function AssignmentsPage(
  props: IPageProps<CourseAssignmentsModel>
): ReactElement {
  const { acts, context, model, trans } = props;
  const { assignments, course } = context;
  const { onRelease } = acts;
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
  const pane = useRef<HTMLElement>(null);
  useFocusBack(pane, model.preview !== null || model.copy.isAsked);
  const preview = context.assignment && model.preview;
  const canRelease = course !== null && model.mayChange && onRelease;
  const onNew = canRelease ? () => onRelease(course.id, null) : undefined;
  return (
    <>
      {preview && (
        <VersionPreviewView
          name={context.assignment?.name ?? ''}
          preview={preview}
          trans={trans}
          onClose={() => model.closePreview()}
        />
      )}
      <SearchedTable
        // Who comes back finds order, open parts and place as they were.
        hidden={preview !== null}
        label={trans.__('Assignments of the course')}
        search={trans.__('Search assignments')}
        filter={filter}
        onFilter={setFilter}
        count={
          assignments &&
          trans._n('%1 assignment', '%1 assignments', assignments.length)
        }
        actions={
          <>
            {onNew && (
              <Button onClick={onNew}>{trans.__('New from notebook…')}</Button>
            )}
            {model.mayChange && Boolean(assignments?.length) && (
              <Button onClick={() => model.copy.ask(null)}>
                {trans.__('Copy course…')}
              </Button>
            )}
          </>
        }
        paneRef={pane}
        paneLabel={trans.__('Chosen assignment')}
        pane={
          <Pane
            {...props}
            onRelease={
              canRelease && context.assignmentId !== null
                ? () => onRelease(course.id, context.assignmentId)
                : undefined
            }
          />
        }
      >
        {assignments === null ? (
          <Message kind="loading" sentence={trans.__('Loading assignments…')} />
        ) : assignments.length === 0 ? (
          <Message
            kind="empty"
            sentence={trans.__('This course has no assignments yet.')}
            nextStep={
              onNew
                ? trans.__(
                    'Make the first of a notebook with solutions and tests, or copy those of another course from its page.'
                  )
                : trans.__(
                    'Open a notebook with solutions and tests in JupyterLab, and press Release in its toolbar.'
                  )
            }
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
      </SearchedTable>
    </>
  );
}

interface IPaneProps extends IPageProps<CourseAssignmentsModel> {
  /** Make a new version of the chosen one; undefined where notebooks can't be reached. */
  onRelease?(): void;
}

/** The chosen assignment, or a copy that is to be made. */
function Pane(props: IPaneProps): ReactElement {
  const { context, faultOf, model, trans } = props;
  const { assignment, course } = context;
  if (model.copy.isAsked && course) {
    return (
      <CopyForm
        key={model.copy.assignment?.id ?? course.id}
        copy={model.copy}
        course={course}
        courses={context.courses ?? []}
        busy={model.busy}
        fault={faultOf(model.copy.refusal)}
        trans={trans}
        onCourse={id => context.selectCourse(id)}
      />
    );
  }
  return assignment ? (
    <AssignmentPane
      key={assignment.id}
      assignment={assignment}
      model={model}
      trans={trans}
      faultOf={faultOf}
      onRelease={props.onRelease}
    />
  ) : (
    <Message
      kind="empty"
      sentence={trans.__('No assignment chosen.')}
      nextStep={trans.__(
        'Choose one in the table to see its dates, versions and extensions.'
      )}
    />
  );
}
