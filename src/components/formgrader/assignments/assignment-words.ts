import type { TranslationBundle } from '@jupyterlab/translation';
import type { AssignmentState, AssignmentVersion } from '../../../api/schemas';

/** A state in one word. */
export function stateWord(
  state: AssignmentState,
  trans: TranslationBundle
): string {
  switch (state) {
    case 'draft':
      return trans.__('Draft');
    case 'released':
      return trans.__('Released');
    case 'closed':
      return trans.__('Closed');
  }
}

/** How far a version has come. */
export function versionWord(
  state: AssignmentVersion['state'],
  trans: TranslationBundle
): string {
  switch (state) {
    case 'building':
      return trans.__('Being built');
    case 'ready':
      return trans.__('Ready, not released');
    case 'refused':
      return trans.__('Refused');
    case 'released':
      return trans.__('Released');
  }
}
