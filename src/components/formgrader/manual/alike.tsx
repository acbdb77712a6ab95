import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { Cluster, CopyScoreCounts } from '../../../api/schemas';
import { Button } from '../../button';

export interface IAlikeProps {
  /** The answers that are like the shown one; null: none, or nobody has asked. */
  cluster: Cluster | null;
  /** Whether somebody has asked. */
  asked: boolean;
  /** Whether the service is still looking. */
  looking: boolean;
  counts: CopyScoreCounts | null;
  /** Whether the shown answer has a score that could be given to the others. */
  graded: boolean;
  trans: TranslationBundle;
  onFind(): void;
  onCopy(): void;
}

/** Answers that are like the shown one, to be graded as one. */
export function Alike(props: IAlikeProps): ReactElement {
  const { cluster, counts, trans } = props;
  return (
    <section
      className="jp-AutogradeAlike"
      aria-label={trans.__('Answers like this one')}
    >
      {!props.asked && (
        <Button onClick={props.onFind}>{trans.__('Find alike answers')}</Button>
      )}
      <p role="status">{words(props)}</p>
      {cluster && (
        <Button
          disabled={!props.graded}
          title={
            props.graded
              ? undefined
              : trans.__('Grade this answer first; its score is then given.')
          }
          onClick={props.onCopy}
        >
          {trans.__('Give this score to those that nobody has graded')}
        </Button>
      )}
      {counts && (
        <p role="status">
          {trans.__(
            'Given to %1; %2 had a score, %3 are being graded.',
            counts.done ?? 0,
            counts.graded ?? 0,
            counts.claimed ?? 0
          )}
        </p>
      )}
    </section>
  );
}

function words(props: IAlikeProps): string {
  const { cluster, trans } = props;
  if (!props.asked) {
    return '';
  }
  if (props.looking) {
    return trans.__('Comparing answers…');
  }
  if (!cluster) {
    return trans.__('No other answer is like this one.');
  }
  const others = cluster.works.length - 1;
  return cluster.likeness === 'identical'
    ? trans._n(
        '%1 other answer is identical.',
        '%1 other answers are identical.',
        others
      )
    : trans._n(
        '%1 other answer is nearly the same.',
        '%1 other answers are nearly the same.',
        others
      );
}
