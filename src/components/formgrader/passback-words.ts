import type { TranslationBundle } from '@jupyterlab/translation';
import type { PassbackItem } from '../../api/schemas';

/** Why a grade did not arrive, and what to do about it. */
export function passbackAdvice(
  { problem }: PassbackItem,
  trans: TranslationBundle
): string {
  switch (problem) {
    case 'unreachable':
      return trans.__(
        'The platform did not answer for hours. Send it again once it does.'
      );
    case 'refused':
      return trans.__(
        'The platform refused it. Check that the student is in its course, and what it calls the student (the sourcedId).'
      );
    case 'not_authorized':
      return trans.__(
        'The platform does not accept the key of this service. Tell the people who run your JupyterHub.'
      );
    case 'redirected':
      return trans.__(
        'The outcome address leads to another one. Set that one, if it is the platform’s.'
      );
    case 'not_understood':
      return trans.__(
        'What answers at the outcome address takes no grades. Check the address.'
      );
    case 'not_allowed':
      return trans.__(
        'The settings of this service do not allow the platform or its address. Tell the people who run your JupyterHub.'
      );
    default:
      // None; a newer service may know more reasons than this page.
      return '';
  }
}
