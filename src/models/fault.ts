import type { TranslationBundle } from '@jupyterlab/translation';
import { ApiError, describeError, type IErrorText } from '../api/errors';

/** An error in words; null stays null. */
export function faultOf(
  error: unknown,
  trans: TranslationBundle
): IErrorText | null {
  return error === null || error === undefined
    ? null
    : describeError(error, trans);
}

/** The document could not be saved, so nothing was sent. */
export function notSaved(): ApiError {
  return new ApiError({ status: 0, code: 'not_saved', message: '' });
}
