import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { ILocalAssignment, IPendingSubmission } from '../api/local';
import { canBeSentNow, relevantPending } from '../pending';
import { dueTime, exactTime, isPast, isSoon, timeLeft } from '../timestamps';
import { AssignmentActions } from './assignment-actions';
import { stateOf } from './assignment-state';
import { Button } from './button';
import { pendingSentence, reopenedSentence } from './pending-words';
import { awaitsSentence } from './score-awaits';
import { finalScoreWords, termsWords, worthWords } from './terms';

export interface IAssignmentActions {
  /** Ask the staff about the grade, and see what they answered. */
  onAsk(assignment: ILocalAssignment): void;
  /** Show the user's attempts. */
  onAttempts(assignment: ILocalAssignment): void;
  /** Look at the work, and hand nothing in. */
  onCheck(assignment: ILocalAssignment): void;
  onFetch(assignment: ILocalAssignment): void;
  onFetchFeedback(assignment: ILocalAssignment): void;
  /** Read the solution, once the assignment is over and it is shown. */
  onFetchSolution(assignment: ILocalAssignment): void;
  /** Forget a submission that the service refused. */
  onForget(assignment: ILocalAssignment, pending: IPendingSubmission): void;
  onOpen(path: string): void | Promise<void>;
  onSubmit(assignment: ILocalAssignment): void;
}

export interface IAssignmentItemProps extends IAssignmentActions {
  assignment: ILocalAssignment;
  /** Something is being done with it. */
  busy: boolean;
  now: Date;
  trans: TranslationBundle;
}

/** One assignment: its name, when it is due, how far the work is, and what can be done. */
export function AssignmentItem(props: IAssignmentItemProps): ReactElement {
  const { assignment, busy, now, trans } = props;
  return (
    <li className="jp-AutogradeAssignment" aria-busy={busy}>
      <div className="jp-AutogradeAssignment-head">
        <span className="jp-AutogradeAssignment-name">{assignment.name}</span>
        <State assignment={assignment} trans={trans} />
      </div>
      <Due assignment={assignment} now={now} trans={trans} />
      <Terms assignment={assignment} now={now} trans={trans} />
      <Missing {...props} />
      <Pending {...props} />
      <AssignmentActions {...props} />
    </li>
  );
}

function State(props: {
  assignment: ILocalAssignment;
  trans: TranslationBundle;
}): ReactElement {
  const { assignment, trans } = props;
  const [kind, words, title] = stateOf(assignment, trans);
  const {
    score,
    max_score: max,
    score_awaits: awaits
  } = assignment.my_submission ?? {};
  return (
    <span
      className="jp-AutogradeBadge"
      data-kind={kind}
      data-full={!awaits && (score ?? 0) >= (max ?? 0)}
      title={title}
    >
      {words}
    </span>
  );
}

function Due(props: {
  assignment: ILocalAssignment;
  now: Date;
  trans: TranslationBundle;
}): ReactElement {
  const { assignment, now, trans } = props;
  const { due_at: due, state, my_submission: mine } = assignment;
  const marks: ReactElement[] = [];
  if (mine?.late) {
    marks.push(
      <span key="late" className="jp-AutogradeLate">
        {trans.__('submitted late')}
      </span>
    );
  } else if (state === 'closed') {
    marks.push(
      <span key="closed" className="jp-AutogradeLate">
        {trans.__('closed')}
      </span>
    );
  } else if (due && isPast(due, now) && !mine) {
    marks.push(
      <span key="overdue" className="jp-AutogradeLate">
        {trans.__('overdue')}
      </span>
    );
  } else if (due && isSoon(due, now) && !mine) {
    marks.push(
      <span key="soon" className="jp-AutogradeSoon">
        {trans.__('soon')}
      </span>
    );
  }
  const left = due && state !== 'closed' ? timeLeft(due, now) : null;
  return (
    <div
      className="jp-AutogradeAssignment-due"
      title={due ? exactTime(due) : undefined}
    >
      {due ? trans.__('Due %1', dueTime(due, now)) : trans.__('No due date')}
      {due && assignment.extended && ` ${trans.__('(extended)')}`}
      {left !== null && <span>{trans.__('%1 left', left)}</span>}
      {marks}
    </div>
  );
}

/** What else holds for the user, and what lateness has cost. */
function Terms(props: {
  assignment: ILocalAssignment;
  now: Date;
  trans: TranslationBundle;
}): ReactElement | null {
  const { assignment, now, trans } = props;
  const awaits = assignment.my_submission?.score_awaits;
  const words = [
    ...worthWords(assignment, trans),
    ...termsWords(assignment, trans, now),
    ...(awaits && assignment.my_submission?.state === 'graded'
      ? [awaitsSentence(awaits, trans)]
      : []),
    ...finalScoreWords(assignment.my_submission ?? {}, trans)
  ];
  return words.length === 0 ? null : (
    <div className="jp-AutogradeAssignment-due">{words.join(' · ')}</div>
  );
}

/** What became of a submission that the service does not have. */
function Pending(props: IAssignmentItemProps): ReactElement | null {
  const { assignment, busy, trans } = props;
  const pending = relevantPending(assignment.pending, assignment.my_submission);
  if (!pending) {
    return null;
  }
  const refused = pending.state === 'refused';
  return (
    <div className="jp-AutogradeAssignment-pending" data-kind={pending.state}>
      <p>
        {pendingSentence(pending, trans)}
        {refused && pending.last_error && ` ${pending.last_error}`}
        {canBeSentNow(pending, assignment) && ` ${reopenedSentence(trans)}`}
      </p>
      {refused && (
        <Button
          busy={busy}
          label={trans.__(
            'Forget it… The refused submission of %1',
            assignment.name
          )}
          onClick={() => props.onForget(assignment, pending)}
        >
          {trans.__('Forget it…')}
        </Button>
      )}
    </div>
  );
}

/** Which notebooks were deleted, moved or renamed since they were fetched. */
function Missing(props: IAssignmentItemProps): ReactElement | null {
  const { assignment, trans } = props;
  const { folder, missing = [] } = assignment;
  if (missing.length === 0) {
    return null;
  }
  const names = missing.map(path => path.split('/').at(-1));
  return (
    <div className="jp-AutogradeAssignment-pending" data-kind="missing">
      <p>
        {trans._n(
          '%2 is not in %3 any more. Fetch it again, or give it its old name back.',
          '%2 are not in %3 any more. Fetch them again, or give them their old names back.',
          missing.length,
          names.join(', '),
          folder ?? ''
        )}
      </p>
    </div>
  );
}
