import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type ReactElement } from 'react';
import type {
  AssignmentInsight,
  ErrorCluster,
  InsightPerson
} from '../../../api/schemas';
import { Button } from '../../button';
import { Message } from '../../message';
import { placeWord } from './insight-words';

/** People of one cluster that are in the page at first. */
const SHOWN = 20;

export interface IErrorClustersProps {
  insight: AssignmentInsight;
  trans: TranslationBundle;
  onPerson(person: InsightPerson): void;
  /** Show the submissions of all whom it happened to. */
  onCluster(cluster: ErrorCluster): void;
}

/** What went wrong for many, the most frequent first, each with its students. */
export function ErrorClusters(props: IErrorClustersProps): ReactElement {
  const { insight, trans } = props;
  const { clusters, total, unknown } = insight.errors;
  return (
    <>
      {unknown > 0 && (
        <p className="jp-AutogradeInsight-summary">
          {trans._n(
            'Of %1 attempt the errors are not known: it was graded before they were noted. Grade it again to see them.',
            'Of %1 attempts the errors are not known: they were graded before errors were noted. Grade them again to see theirs.',
            unknown
          )}
        </p>
      )}
      {clusters.length === 0 ? (
        <Message
          kind="empty"
          sentence={trans.__('No cell and no test has raised an error.')}
          nextStep={trans.__(
            'A test that found a wrong value is in the table of tests.'
          )}
        />
      ) : (
        <ol className="jp-AutogradeInsight-clusters">
          {clusters.map(cluster => (
            <Cluster key={cluster.id} {...props} cluster={cluster} />
          ))}
        </ol>
      )}
      {total > clusters.length && (
        <p className="jp-AutogradeInsight-summary">
          {trans._n(
            'And %1 more that fewer have.',
            'And %1 more that fewer have.',
            total - clusters.length
          )}
        </p>
      )}
    </>
  );
}

function Cluster(
  props: IErrorClustersProps & { cluster: ErrorCluster }
): ReactElement {
  const { cluster, insight, trans } = props;
  const [all, setAll] = useState(false);
  const people = cluster.students.map(index => insight.people[index]);
  const shown = all ? people : people.slice(0, SHOWN);
  return (
    <li>
      <details className="jp-AutogradeInsight-cluster">
        <summary>
          <span className="jp-AutogradeInsight-count">
            {trans._n('%1 student', '%1 students', people.length)}
          </span>{' '}
          <code>{cluster.pattern}</code>
        </summary>
        {cluster.example !== cluster.pattern && (
          <p className="jp-AutogradeInsight-example">
            {trans.__('For instance:')} <code>{cluster.example}</code>
          </p>
        )}
        <p>
          {trans.__(
            'Where: %1',
            cluster.places
              .map(place => `${placeWord(place, trans)} (${place.students})`)
              .join(', ')
          )}
        </p>
        <ul className="jp-AutogradeInsight-people">
          {shown.map(person => (
            <li key={person.submission_id}>
              <Button
                title={trans.__('Show the submission')}
                label={trans.__('Submission of %1', person.name ?? person.user)}
                onClick={() => props.onPerson(person)}
              >
                {person.name ?? person.user}
              </Button>
            </li>
          ))}
        </ul>
        <Button
          label={trans.__('Show the submissions with %1', cluster.pattern)}
          onClick={() => props.onCluster(cluster)}
        >
          {trans.__('Show the submissions')}
        </Button>{' '}
        {shown.length < people.length && (
          <Button onClick={() => setAll(true)}>
            {trans.__('Show all %1', people.length)}
          </Button>
        )}
      </details>
    </li>
  );
}
