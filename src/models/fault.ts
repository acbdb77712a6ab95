import type { TranslationBundle } from '@jupyterlab/translation';
import type { IPendingSubmission } from '../api/local';
import type { IFinding } from '../api/own-work';
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

/** Why a submission was not sent at the last try: a sentence without advice; null when nothing failed. */
export function lastTryOf(
  pending: IPendingSubmission | null | undefined,
  trans: TranslationBundle
): string | null {
  if (!pending?.last_error) {
    return null;
  }
  const fault = new ApiError({
    status: 0,
    code: pending.last_code ?? 'error',
    message: pending.last_error
  });
  return describeError(fault, trans).sentence;
}

/** What Submit would say of something that stands in its way. */
export function findingText(
  { code, details, message }: IFinding,
  trans: TranslationBundle
): IErrorText {
  return describeError(
    new ApiError({ status: 0, code, message, details }),
    trans
  );
}

/** Nobody could check the receipt, so it was not saved. */
export function noReceiptKey(): ApiError {
  return new ApiError({ status: 0, code: 'no_receipt_key', message: '' });
}

/** The document could not be saved, so nothing was sent. */
export function notSaved(): ApiError {
  return new ApiError({ status: 0, code: 'not_saved', message: '' });
}
