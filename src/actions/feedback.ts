import { Notification } from '@jupyterlab/apputils';
import { describeError } from '../api/errors';
import type { IFetchedFeedback, ILocalAssignment } from '../api/local';
import { showFault } from '../widgets/dialogs/fault';
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
  // With several there is no saying which one is wanted; they lie beside each other.
  const page = fetched.pages.length === 1 ? fetched.pages[0] : null;
  const offered = page !== null && !environment.opensByItself;
  const kept = fetched.kept.length > 0;
  Notification.emit(
    kept
      ? trans.__(
          'The feedback is in %1. What you had changed is in %2.',
          fetched.folder,
          fetched.kept.join(', ')
        )
      : trans.__('The feedback is in %1.', fetched.folder),
    kept ? 'warning' : 'success',
    {
      autoClose: kept ? false : offered ? 20_000 : 5_000,
      actions:
        page !== null && offered
          ? [
              {
                label: trans.__('Open'),
                displayType: 'accent',
                callback: () => environment.open(page)
              }
            ]
          : []
    }
  );
  if (page !== null && !offered) {
    environment.open(page);
  }
  return fetched;
}
