import { ApiError } from '../../api/errors';
import type { IStatus } from '../../api/local';

export function status(change: Partial<IStatus> = {}): IStatus {
  return {
    configured: true,
    reachable: true,
    service_url: 'http://127.0.0.1/services/autograde/',
    user: 'alice',
    stream: 'sse',
    pending: 0,
    ...change
  };
}

export function notFound(): ApiError {
  return new ApiError({ status: 404, code: 'not_found', message: '' });
}

export function unreachable(): ApiError {
  return new ApiError({
    status: 502,
    code: 'service_unreachable',
    message: 'No route to host'
  });
}
