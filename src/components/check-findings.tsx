import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { IErrorText } from '../api/errors';
import type { IFinding, IWorkCheck } from '../api/own-work';
import { fileSize } from '../quantities';

export interface ICheckFindingsProps {
  check: IWorkCheck;
  /** Open documents beside the notebooks with changes that are not saved, so that they don't go in. */
  unsaved: readonly string[];
  trans: TranslationBundle;
  /** What Submit would say. */
  describe(finding: IFinding): IErrorText;
}

/** What was noticed about work before it is handed in: what stands in the way, and what only seems wrong. */
export function CheckFindings(props: ICheckFindingsProps): ReactElement {
  const { check, trans, unsaved } = props;
  const blocking = check.findings.filter(finding => finding.blocks);
  const warnings = [
    ...(unsaved.length > 0
      ? [
          trans.__(
            'These files have changes that are not saved, and go in without them: %1.',
            unsaved.join(', ')
          )
        ]
      : []),
    ...check.findings
      .filter(finding => !finding.blocks)
      .map(finding => warningWords(finding, trans))
  ];
  return (
    <>
      {blocking.length > 0 && (
        <div
          className="jp-AutogradeReport-lines"
          data-kind="error"
          role="alert"
        >
          <p className="jp-AutogradeReport-title">
            {trans.__('This can’t be handed in')}
          </p>
          <ul>
            {blocking.map((finding, index) => {
              const { nextStep, sentence } = props.describe(finding);
              return (
                <li key={index}>
                  {sentence} {nextStep}
                </li>
              );
            })}
          </ul>
        </div>
      )}
      {warnings.length > 0 && (
        <div className="jp-AutogradeReport-lines">
          <p className="jp-AutogradeReport-title">
            {trans.__('Have a look before you hand it in')}
          </p>
          <ul>
            {warnings.map(words => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </div>
      )}
      {blocking.length === 0 && (
        <p>
          {warnings.length === 0 &&
            `${trans.__('All questions are there, and nothing stands in the way.')} `}
          {trans._n(
            '%1 file goes in, %2.',
            '%1 files go in, %2 together.',
            check.files,
            fileSize(check.size)
          )}
        </p>
      )}
      {!check.asked && (
        <p>
          {trans.__(
            'The grading service does not answer, so only your files were looked at.'
          )}
        </p>
      )}
    </>
  );
}

/** What seems wrong, and what to do about it. */
function warningWords(
  { code, details, message }: IFinding,
  trans: TranslationBundle
): string {
  const names = Array.isArray(details.names) ? details.names.join(', ') : '';
  switch (code) {
    case 'question_missing':
      return trans.__(
        'Cells of these questions are gone: %1. Fetch in the toolbar, Reset with backup, brings them back.',
        names
      );
    case 'question_repeated':
      return trans.__(
        'Cells of these questions are there twice: %1. Delete the copies.',
        names
      );
    case 'released_file_missing':
      return trans.__(
        'Files that came with the assignment are gone: %1. Fetch it again to get them back.',
        names
      );
    case 'same_as_last':
      return trans.__(
        'Your files are the same as in attempt %1.',
        Number(details.attempt)
      );
    default:
      return message;
  }
}
