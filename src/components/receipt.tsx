import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { Submission } from '../api/schemas';
import { shortHash } from '../quantities';
import { exactTime } from '../timestamps';
import { Facts, type Fact } from './facts';
import { lateWords } from './terms';

export interface IReceiptProps {
  submission: Submission;
  trans: TranslationBundle;
}

/** What the service has acknowledged: attempt, its own time, the content. */
export function Receipt(props: IReceiptProps): ReactElement {
  const { submission, trans } = props;
  const { receipt } = submission;
  const sha256 = receipt?.sha256 ?? submission.sha256;
  return (
    <Facts
      facts={[
        ...receivedFacts(submission, trans),
        [trans.__('Content'), <code title={sha256}>{shortHash(sha256)}…</code>],
        [
          trans.__('Signed'),
          receipt ? trans.__('with key %1', receipt.key_id) : null
        ]
      ]}
    />
  );
}

/** Which attempt it is, who has handed it in, and when it came. */
export function receivedFacts(
  submission: Submission,
  trans: TranslationBundle
): readonly Fact[] {
  return [
    [trans.__('Attempt'), `#${submission.attempt}`],
    [trans.__('Handed in by'), submission.submitted_by ?? null],
    [
      trans.__('Received'),
      <>
        {exactTime(submission.submitted_at)}
        {submission.late && (
          <span className="jp-AutogradeLate">
            {lateWords(submission.penalty, trans)}
          </span>
        )}
      </>
    ]
  ];
}
