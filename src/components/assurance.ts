import type { TranslationBundle } from '@jupyterlab/translation';
import type { Assurance } from '../api/schemas';

/** How sure a passed test is, in one word. */
export function assuranceWord(
  assurance: Assurance,
  trans: TranslationBundle
): string {
  switch (assurance) {
    case 'blind':
      return trans.__('blind');
    case 'canary':
      return trans.__('canary');
    case 'opaque':
      return trans.__('opaque');
  }
}

/** What that word means. */
export function assuranceHint(
  assurance: Assurance,
  trans: TranslationBundle
): string {
  switch (assurance) {
    case 'blind':
      return trans.__(
        'Compared outside the sandbox: student code never sees the expected value.'
      );
    case 'canary':
      return trans.__(
        'Compared inside the sandbox, together with a twin that must fail.'
      );
    case 'opaque':
      return trans.__(
        'Had to run inside the sandbox: a determined student could forge it.'
      );
  }
}
