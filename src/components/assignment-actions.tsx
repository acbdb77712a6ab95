import type { LabIcon } from '@jupyterlab/ui-components';
import type { ReactElement } from 'react';
import {
  askIcon,
  attemptsIcon,
  checkIcon,
  feedbackIcon,
  solutionIcon
} from '../icons';
import type { IAssignmentItemProps } from './assignment-item';
import { Button } from './button';
import { IconButton } from './icon-button';

/** What can be done with an assignment: what is wanted most in words, the rest as a row of icons. */
export function AssignmentActions(props: IAssignmentItemProps): ReactElement {
  const more = furtherActions(props);
  return (
    <div className="jp-AutogradeAssignment-actions">
      <MainActions {...props} />
      {more.length > 0 && (
        <div
          role="group"
          className="jp-AutogradeAssignment-more"
          aria-label={props.trans.__('More for %1', props.assignment.name)}
        >
          {more.map(({ icon, label, title, onClick }) => (
            <IconButton
              key={icon.name}
              icon={icon}
              label={label}
              title={title}
              busy={props.busy}
              onClick={() => onClick(props.assignment)}
            />
          ))}
        </div>
      )}
    </div>
  );
}

/** Whether the assignment is on the disk, and some of its notebooks are not there any more. */
function fetchedAndGone({
  assignment
}: IAssignmentItemProps): [fetched: boolean, gone: boolean] {
  const { folder, missing = [] } = assignment;
  return [folder !== null, missing.length > 0];
}

function MainActions(props: IAssignmentItemProps): ReactElement {
  const { assignment, busy, trans } = props;
  const { missing = [], name } = assignment;
  const notebooks = assignment.notebooks.filter(
    path => !missing.includes(path)
  );
  const [fetched, gone] = fetchedAndGone(props);
  const newer =
    fetched &&
    !gone &&
    (assignment.version ?? 0) > (assignment.fetched_version ?? 0);
  return (
    <>
      {fetched ? (
        notebooks.map((path, index) => (
          <Button
            key={path}
            primary={index === 0 && !gone}
            label={trans.__('Open %1', path.split('/').at(-1))}
            title={path}
            onClick={() => props.onOpen(path)}
          >
            {assignment.notebooks.length === 1
              ? trans.__('Open')
              : trans.__('Open %1', path.split('/').at(-1))}
          </Button>
        ))
      ) : (
        <Button
          primary
          busy={busy}
          disabled={assignment.version === null}
          label={trans.__('Fetch %1', name)}
          onClick={() => props.onFetch(assignment)}
        >
          {trans.__('Fetch')}
        </Button>
      )}
      {gone && (
        <Button
          primary
          busy={busy}
          disabled={assignment.version === null}
          label={trans.__('Fetch again: %1', name)}
          onClick={() => props.onFetch(assignment)}
        >
          {trans.__('Fetch again')}
        </Button>
      )}
      {fetched && !gone && assignment.state !== 'closed' && (
        <Button
          busy={busy}
          label={trans.__('Submit %1', name)}
          onClick={() => props.onSubmit(assignment)}
        >
          {trans.__('Submit')}
        </Button>
      )}
      {newer && (
        <Button
          busy={busy}
          label={trans.__('Update %1 to the newer version', name)}
          title={trans.__(
            'Version %1 is out; you have version %2.',
            assignment.version ?? 0,
            assignment.fetched_version ?? 0
          )}
          onClick={() => props.onFetch(assignment)}
        >
          {trans.__('Update')}
        </Button>
      )}
    </>
  );
}

interface IFurtherAction {
  icon: LabIcon;
  label: string;
  title: string;
  onClick(assignment: IAssignmentItemProps['assignment']): void;
}

/** Those of the other actions that make sense now, always in this order. */
function furtherActions(props: IAssignmentItemProps): IFurtherAction[] {
  const { assignment, trans } = props;
  const { my_submission: mine, name } = assignment;
  const [fetched, gone] = fetchedAndGone(props);
  const told = Boolean(mine?.feedback_attempt);
  return [
    ...(fetched && !gone && assignment.state !== 'closed'
      ? [
          {
            icon: checkIcon,
            label: trans.__('Check %1', name),
            title: trans.__(
              'Check: see whether anything is missing; nothing is handed in'
            ),
            onClick: props.onCheck
          }
        ]
      : []),
    ...(mine
      ? [
          {
            icon: attemptsIcon,
            label: trans.__('Attempts at %1', name),
            title: trans.__(
              'Attempts: receipts, what has changed since, and the way back'
            ),
            onClick: props.onAttempts
          }
        ]
      : []),
    ...(fetched && told
      ? [
          {
            icon: feedbackIcon,
            label: trans.__('Fetch the feedback on %1', name),
            title: trans.__('Feedback: fetch it into the folder of your work'),
            onClick: props.onFetchFeedback
          }
        ]
      : []),
    ...(told
      ? [
          {
            icon: askIcon,
            label: trans.__('Ask… about the grade of %1', name),
            title: trans.__('Ask about the grade, or read the answer…'),
            onClick: props.onAsk
          }
        ]
      : []),
    ...(fetched && assignment.solution_readable
      ? [
          {
            icon: solutionIcon,
            label: trans.__('Solution of %1', name),
            title: trans.__('Solution: read it beside your own work'),
            onClick: props.onFetchSolution
          }
        ]
      : [])
  ];
}
