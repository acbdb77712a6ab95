import { ServerConnection } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ApiError, describeError } from '../api/errors';
import { noAnswer } from '../api/transport';
import { showFault } from '../widgets/dialogs/fault';

/** Show the document of a path, or say why it can't be shown; resolves with whether it is. */
export async function openNotebook(
  path: string,
  open: () => Promise<unknown>,
  trans: TranslationBundle
): Promise<boolean> {
  try {
    await open();
    return true;
  } catch (reason) {
    await showFault(
      trans.__('“%1” was not opened', path.split('/').at(-1)),
      describeError(asApiError(reason, path, trans), trans),
      trans
    );
    return false;
  }
}

/** What the contents API of Jupyter answered, as an error of ours. */
function asApiError(
  reason: unknown,
  path: string,
  trans: TranslationBundle
): unknown {
  if (reason instanceof ServerConnection.NetworkError) {
    return noAnswer();
  }
  if (!(reason instanceof ServerConnection.ResponseError)) {
    return reason;
  }
  const { status } = reason.response;
  return status === 404
    ? new ApiError({
        status,
        code: 'file_missing',
        message: trans.__('There is no file “%1” any more.', path)
      })
    : new ApiError({ status, code: 'error', message: '' });
}
