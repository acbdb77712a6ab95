import { Notification } from '@jupyterlab/apputils';
import type { IActionEnvironment } from './environment';

/** What was brought into a folder beside the user's work. */
export interface IBrought {
  /** Where it lies. */
  sentence: string;
  /** Folders of what was there before and the user had changed. */
  kept: readonly string[];
  /** The documents that were brought. */
  documents: readonly string[];
  /** A document of the user that they belong to. */
  beside?: string;
}

/** Say where it lies, and show the document when there can be no doubt which one is wanted. */
export function tellBrought(
  { beside, documents, kept, sentence }: IBrought,
  environment: IActionEnvironment
): void {
  const { trans } = environment;
  const only = documents.length === 1 ? documents[0] : null;
  const offered = only !== null && !environment.opensByItself;
  Notification.emit(
    kept.length > 0
      ? `${sentence} ${trans.__('What you had changed is in %1.', kept.join(', '))}`
      : sentence,
    kept.length > 0 ? 'warning' : 'success',
    {
      autoClose: kept.length > 0 ? false : offered ? 20_000 : 5_000,
      actions:
        only !== null && offered
          ? [
              {
                label: trans.__('Open'),
                displayType: 'accent',
                callback: () => environment.open(only, beside)
              }
            ]
          : []
    }
  );
  if (only !== null && !offered) {
    environment.open(only, beside);
  }
}
