import { Notification } from '@jupyterlab/apputils';
import { ApiError, describeError } from '../api/errors';
import type { ILocalAssignment, ISubmitted } from '../api/local';
import type { Submission } from '../api/schemas';
import { pendingSentence } from '../components/pending-words';
import { shortHash } from '../quantities';
import { shortTime } from '../timestamps';
import { askToSubmit } from '../widgets/dialogs/submit';
import { showFault } from '../widgets/dialogs/fault';
import { showReceipt } from '../widgets/dialogs/receipt';
import { openContext, saveDocument } from './documents';
import { preflightInSight, type IPreflight } from './check';
import type { Busy, IActionEnvironment } from './environment';

/** Save, look at the work, ask, save what has changed meanwhile, submit, and say what came of it. */
export async function submitAssignment(
  assignment: ILocalAssignment,
  busy: Busy,
  environment: IActionEnvironment,
  checking: Busy = busy
): Promise<void> {
  const { client, documents, live, trans } = environment;
  let found: IPreflight | null;
  try {
    found = await preflightInSight(assignment, checking, environment);
  } catch (reason) {
    await showFault(
      trans.__('“%1” was not submitted', assignment.name),
      describeError(reason, trans),
      trans
    );
    return;
  }
  if (!found) {
    return;
  }
  const wanted = await askToSubmit({
    ...found,
    assignment,
    attempt: (assignment.my_submission?.attempt ?? 0) + 1,
    away:
      !found.check.asked ||
      live.connection === 'down' ||
      assignment.stale === true,
    trans
  });
  if (!wanted) {
    return;
  }
  const id = Notification.emit(
    trans.__('Submitting “%1”…', assignment.name),
    'in-progress',
    { autoClose: false }
  );
  try {
    const submitted = await busy(async () => {
      for (const path of assignment.notebooks) {
        await saveDocument(openContext(documents, path));
      }
      return client.submit(assignment.notebooks[0]);
    });
    await report(id, assignment, submitted, environment);
  } catch (reason) {
    Notification.dismiss(id);
    await showFault(
      trans.__('“%1” was not submitted', assignment.name),
      describeError(reason, trans),
      trans
    );
  }
}

async function report(
  id: string,
  assignment: ILocalAssignment,
  submitted: ISubmitted,
  environment: IActionEnvironment
): Promise<void> {
  const { notices, trans } = environment;
  const { submission } = submitted;
  if (submitted.state === 'acknowledged' && submission) {
    notices.told(submitted.outbox_id);
    Notification.update({
      id,
      type: 'success',
      message: receivedWords(assignment.name, submission, environment),
      autoClose: 10_000,
      actions: [
        {
          label: trans.__('Show receipt'),
          callback: () => void showReceipt(submission, trans)
        }
      ]
    });
  } else if (submitted.state === 'refused') {
    notices.told(submitted.outbox_id);
    throw refusal(assignment, submitted);
  } else {
    notices.waits(submitted.outbox_id, id);
    Notification.update({
      id,
      type: 'warning',
      message: pendingSentence(
        { assignment: assignment.name, state: 'waiting' },
        trans
      ),
      autoClose: false
    });
  }
}

/** Why the service did not take it. */
function refusal(
  assignment: ILocalAssignment,
  submitted: ISubmitted
): ApiError {
  return new ApiError({
    status: 409,
    code: submitted.code ?? 'error',
    message: submitted.message,
    details: { assignment: assignment.name }
  });
}

/** What the service has acknowledged, in one line. */
export function receivedWords(
  name: string,
  submission: Submission,
  environment: IActionEnvironment
): string {
  const { trans } = environment;
  const facts = [
    trans.__('attempt #%1', submission.attempt),
    trans.__('received %1', shortTime(submission.submitted_at)),
    submission.late ? trans.__('late') : '',
    shortHash(submission.receipt?.sha256 ?? submission.sha256)
  ];
  return trans.__('“%1” submitted: %2', name, facts.filter(Boolean).join(', '));
}
