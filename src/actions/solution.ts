import { describeError } from '../api/errors';
import type { ILocalAssignment } from '../api/local';
import type { IFetchedSolution } from '../api/own-work';
import { showFault } from '../widgets/dialogs/fault';
import { tellBrought } from './brought';
import type { Busy, IActionEnvironment } from './environment';

/** Bring the solution of an assignment into a folder of its own, and show it beside the user's notebook. */
export async function fetchSolution(
  assignment: ILocalAssignment,
  busy: Busy,
  environment: IActionEnvironment
): Promise<void> {
  const { client, trans } = environment;
  let fetched: IFetchedSolution;
  try {
    fetched = await busy(() => client.ownWork.fetchSolution(assignment.id));
  } catch (reason) {
    await showFault(
      trans.__('The solution of “%1” was not fetched', assignment.name),
      describeError(reason, trans),
      trans
    );
    return;
  }
  const { folder, kept, notebooks } = fetched;
  tellBrought(
    {
      sentence: trans.__(
        'The solution is in %1. Your own notebook is as it was.',
        folder
      ),
      kept: kept === null ? [] : [kept],
      documents: notebooks,
      beside: assignment.notebooks[0]
    },
    environment
  );
}
