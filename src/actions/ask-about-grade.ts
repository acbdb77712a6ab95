import type { TranslationBundle } from '@jupyterlab/translation';
import type { IAutogradeClient } from '../api/client';
import { describeError } from '../api/errors';
import type { ILocalAssignment } from '../api/local';
import type { ILiveEvents } from '../models/live-events';
import { showFault } from '../widgets/dialogs/fault';
import { showGradeRequests } from '../widgets/dialogs/grade-requests';

/** Ask about the grade of the newest attempt that feedback was released on, or read what was answered. */
export async function askAboutGrade(
  assignment: ILocalAssignment,
  options: {
    client: IAutogradeClient;
    live: ILiveEvents;
    trans: TranslationBundle;
  },
  question: string | null = null
): Promise<void> {
  const { client, live, trans } = options;
  let submissionId: string | null;
  try {
    submissionId = await findTold(assignment, client);
  } catch (reason) {
    await showFault(
      trans.__('The grade of “%1” can’t be asked about', assignment.name),
      describeError(reason, trans),
      trans
    );
    return;
  }
  if (submissionId === null) {
    return;
  }
  await showGradeRequests({
    title: trans.__(
      'About the grade of “%1”, attempt %2',
      assignment.name,
      assignment.my_submission?.feedback_attempt ?? 1
    ),
    submissionId,
    question,
    client,
    live,
    trans
  });
}

/** Id of the attempt that feedback was released on; of an older one only the number is known. */
async function findTold(
  { id, my_submission: mine }: ILocalAssignment,
  client: IAutogradeClient
): Promise<string | null> {
  const attempt = mine?.feedback_attempt ?? null;
  if (!mine || attempt === null) {
    return null;
  }
  if (attempt === mine.attempt) {
    return mine.id;
  }
  const { name } = await client.me();
  const own = await client.submissions(id, { user: name });
  return own.find(one => one.attempt === attempt)?.id ?? null;
}
