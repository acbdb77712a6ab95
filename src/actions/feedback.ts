import { describeError } from '../api/errors';
import type { IFetchedFeedback, ILocalAssignment } from '../api/local';
import { showFault } from '../widgets/dialogs/fault';
import { tellBrought } from './brought';
import type { Busy, IActionEnvironment } from './environment';

/** Bring the released feedback on an assignment into its folder, and show the newest. */
export async function fetchFeedback(
  assignment: ILocalAssignment,
  busy: Busy,
  environment: IActionEnvironment
): Promise<IFetchedFeedback | null> {
  const { client, trans } = environment;
  let fetched: IFetchedFeedback;
  try {
    fetched = await busy(() => client.fetchFeedback(assignment.id));
  } catch (reason) {
    await showFault(
      trans.__('The feedback on “%1” was not fetched', assignment.name),
      describeError(reason, trans),
      trans
    );
    return null;
  }
  tellBrought(
    {
      sentence: trans.__('The feedback is in %1.', fetched.folder),
      kept: fetched.kept,
      // With several there is no saying which one is wanted; they lie beside each other.
      documents: fetched.pages
    },
    environment
  );
  return fetched;
}
