import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import {
  contentOf,
  noAnswer,
  readAnswer,
  signalOf,
  withQuery,
  type IRequest,
  type Transport
} from './transport';

/** Make the transport that speaks to the server extension at `<base>/autograde/api/`. */
export function requestAPI(settings: ServerConnection.ISettings): Transport {
  return async <T>(path: string, request: IRequest = {}): Promise<T> => {
    const url = URLExt.join(settings.baseUrl, 'autograde', 'api', path);
    const init: RequestInit = {
      ...contentOf(request),
      method: request.method ?? 'GET',
      signal: signalOf(request)
    };
    let response: Response;
    try {
      response = await ServerConnection.makeRequest(
        withQuery(url, request.query),
        init,
        settings
      );
    } catch {
      throw noAnswer();
    }
    return readAnswer<T>(response, request);
  };
}
