import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement, RefObject } from 'react';
import type { Assignment, AssignmentVersion } from '../../../api/schemas';
import type { CourseAssignmentsModel } from '../../../models/formgrader/course-assignments';
import { Button } from '../../button';

export interface IStateButtonsProps {
  assignment: Assignment;
  model: CourseAssignmentsModel;
  trans: TranslationBundle;
  /** Of all buttons. */
  place: RefObject<HTMLDivElement>;
  /** Make a new version of it of a notebook; undefined where notebooks can't be reached. */
  onRelease?(): void;
}

/** What can become of an assignment, and how students get it. */
export function StateButtons(props: IStateButtonsProps): ReactElement {
  const { assignment, model, trans } = props;
  const { mayChange } = model;
  const versions = model.detail?.versions ?? [];
  const ready = newestReady(assignment, versions);
  const shown =
    versions.find(one => one.id === assignment.version_id) ?? ready ?? null;
  return (
    <>
      {mayChange && <Words {...props} ready={ready} />}
      <div
        ref={props.place}
        tabIndex={-1}
        className="jp-AutogradeButtons"
        role="group"
        aria-label={trans.__('Actions')}
      >
        {mayChange && <States {...props} ready={ready} />}
        {mayChange && props.onRelease && (
          <Button busy={model.busy} onClick={props.onRelease}>
            {versions.length > 0
              ? trans.__('Release new version…')
              : trans.__('Release from notebook…')}
          </Button>
        )}
        {shown && (
          <Button
            busy={model.busy}
            onClick={() => void model.lookAsStudent(shown.id)}
          >
            {trans.__('Preview as a student')}
          </Button>
        )}
        {mayChange && (
          <Button busy={model.busy} onClick={() => model.copy.ask(assignment)}>
            {trans.__('Copy…')}
          </Button>
        )}
      </div>
    </>
  );
}

interface IReady extends IStateButtonsProps {
  /** Built, and newer than what is released. */
  ready: AssignmentVersion | null;
}

function newestReady(
  assignment: Assignment,
  versions: readonly AssignmentVersion[]
): AssignmentVersion | null {
  return (
    versions.find(
      one => one.state === 'ready' && one.number > (assignment.version ?? 0)
    ) ?? null
  );
}

/** What keeps students from seeing it, and where to mend that. */
function Words(props: IReady): ReactElement | null {
  const { assignment, ready, trans } = props;
  const unreleased = (assignment.version ?? null) === null;
  const words = [
    unreleased &&
      (ready
        ? trans.__(
            'Students see it once a version is released: version %1 is built, and not released.',
            ready.number
          )
        : trans.__('Students see it once a version is released.')),
    !props.onRelease &&
      trans.__(
        'Versions are made in JupyterLab, where your notebooks are: open the Formgrader there.'
      )
  ].filter(one => one !== false);
  return words.length > 0 ? (
    <p className="jp-AutogradeField-note">{words.join(' ')}</p>
  ) : null;
}

function States(props: IReady): ReactElement {
  const { assignment, model, ready, trans } = props;
  const { state } = assignment;
  return (
    <>
      {ready && (
        <Button
          primary
          busy={model.busy}
          onClick={() => void model.lookOut('released', ready)}
        >
          {trans.__('Release version %1…', ready.number)}
        </Button>
      )}
      {state === 'released' && (
        <Button busy={model.busy} onClick={() => void model.lookOut('closed')}>
          {trans.__('Close…')}
        </Button>
      )}
      {state === 'closed' && (
        <Button
          busy={model.busy}
          onClick={() => void model.lookOut('released')}
        >
          {trans.__('Reopen…')}
        </Button>
      )}
      {state !== 'draft' ? (
        <Button busy={model.busy} onClick={() => void model.lookOut('draft')}>
          {trans.__('Unrelease…')}
        </Button>
      ) : (
        (assignment.version ?? null) !== null && (
          <Button
            busy={model.busy}
            onClick={() => void model.lookOut('released')}
          >
            {trans.__('Release again…')}
          </Button>
        )
      )}
    </>
  );
}
