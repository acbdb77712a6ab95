import { ApiError } from './errors';

/** One request to a JSON API. */
export interface IRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

  /** Sent as JSON. */
  body?: unknown;

  /** A file that is sent in place of `body`, as its type says. */
  upload?: Blob;

  headers?: Readonly<Record<string, string>>;

  /** Query parameters; those that are undefined or null are left out, each of a list is one. */
  query?: Record<
    string,
    string | number | boolean | readonly string[] | null | undefined
  >;

  /** The answer is a file: a Blob in place of its JSON. Hears how much of it has come. */
  onReceived?(received: number, total: number | null): void;

  /** Gives it up. */
  signal?: AbortSignal;

  /** Milliseconds; the service answers everything within 15 s, so a longer silence is a fault. */
  timeout?: number;
}

/**
 * Send a request and return the answer's JSON.
 *
 * Throws ApiError for every answer that is not 2xx, and for the lack of one.
 */
export type Transport = <T>(path: string, request?: IRequest) => Promise<T>;

/** Milliseconds after which an unanswered request is given up. */
export const DEFAULT_TIMEOUT = 30_000;

/** What a request sends, and how that is announced. */
export function contentOf(request: IRequest): {
  body?: BodyInit;
  headers: Record<string, string>;
} {
  const { body, upload } = request;
  const headers: Record<string, string> = { ...request.headers };
  if (upload) {
    headers['Content-Type'] = upload.type;
    return { body: upload, headers };
  }
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
    return { body: JSON.stringify(body), headers };
  }
  return { headers };
}

/** Write `query` behind `path`. */
export function withQuery(path: string, query: IRequest['query']): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (typeof value === 'object' && value !== null) {
      value.forEach(one => parameters.append(name, one));
    } else if (value !== undefined && value !== null) {
      parameters.append(name, String(value));
    }
  }
  const search = parameters.toString();
  return search ? `${path}?${search}` : path;
}

/** What gives a request up: silence, or somebody. */
export function signalOf({
  signal,
  timeout = DEFAULT_TIMEOUT
}: IRequest): AbortSignal {
  const silence = AbortSignal.timeout(timeout);
  return signal ? AbortSignal.any([signal, silence]) : silence;
}

/** Read an answer: its JSON, the file that was asked for, or an ApiError. */
export async function readAnswer<T>(
  response: Response,
  { onReceived }: IRequest = {}
): Promise<T> {
  if (response.ok && onReceived) {
    return (await readFile(response, onReceived)) as T;
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) {
    return body as T;
  }
  const error = isErrorBody(body) ? body : {};
  throw new ApiError({
    status: response.status,
    code: error.code ?? codeOfStatus(response.status),
    message: error.message ?? '',
    details: error.details
  });
}

async function readFile(
  response: Response,
  onReceived: NonNullable<IRequest['onReceived']>
): Promise<Blob> {
  const total = Number(response.headers.get('Content-Length')) || null;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let received = 0;
  const reader = response.body?.getReader();
  try {
    for (;;) {
      const piece = await reader?.read();
      if (!piece || piece.done) {
        break;
      }
      parts.push(piece.value);
      received += piece.value.length;
      onReceived(received, total);
    }
  } catch {
    throw noAnswer();
  }
  return new Blob(parts, {
    type: response.headers.get('Content-Type') ?? undefined
  });
}

/** What to throw when there was no answer. */
export function noAnswer(): ApiError {
  return new ApiError({ status: 0, code: 'server_unreachable', message: '' });
}

interface IErrorBody {
  message?: string;
  code?: string;
  details?: Record<string, unknown>;
}

function isErrorBody(body: unknown): body is IErrorBody {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

/** A proxy in between answers without our error body. */
function codeOfStatus(status: number): string {
  switch (status) {
    case 401:
    case 403:
      return 'not_authenticated';
    case 404:
      return 'server_extension_missing';
    case 413:
      return 'bundle_too_large';
    case 429:
      return 'too_many_requests';
    case 502:
    case 503:
    case 504:
      return 'service_unreachable';
    default:
      return 'error';
  }
}
