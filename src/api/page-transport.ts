import {
  contentOf,
  noAnswer,
  readAnswer,
  signalOf,
  withQuery,
  type IRequest,
  type Transport
} from './transport';

/** Header and cookie that a write needs besides the login cookie (SEC-45). */
const XSRF_HEADER = 'X-XSRFToken';
const XSRF_COOKIE = '_xsrf';

function cookie(name: string): string {
  const start = `${name}=`;
  const found = document.cookie
    .split('; ')
    .find(part => part.startsWith(start));
  return found ? decodeURIComponent(found.slice(start.length)) : '';
}

/** Make the transport of a page of the service itself: below its own prefix, with the login cookie. */
export function pageTransport(baseUrl: string): Transport {
  return async <T>(path: string, request: IRequest = {}): Promise<T> => {
    const method = request.method ?? 'GET';
    const { body, headers } = contentOf(request);
    headers.Accept = 'application/json';
    if (method !== 'GET') {
      headers[XSRF_HEADER] = cookie(XSRF_COOKIE);
    }
    let response: Response;
    try {
      response = await fetch(withQuery(`${baseUrl}${path}`, request.query), {
        method,
        headers,
        body,
        credentials: 'same-origin',
        signal: signalOf(request)
      });
    } catch {
      throw noAnswer();
    }
    return readAnswer<T>(response, request);
  };
}
