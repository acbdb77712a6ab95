import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type ReactElement } from 'react';
import type { Assignment, AssignmentVersion } from '../../../api/schemas';
import type { IAssignmentDetail } from '../../../models/formgrader/course-assignments';
import { points } from '../../../quantities';
import { exactTime, shortTime } from '../../../timestamps';
import { Button } from '../../button';
import { ReleaseReport } from '../../release-report';
import { versionWord } from './assignment-words';

/** Names of holders that are in the page; the count is of all. */
const SHOWN = 200;

export interface IVersionsPartProps {
  detail: IAssignmentDetail;
  assignment: Assignment;
  mayChange: boolean;
  busy: boolean;
  trans: TranslationBundle;
  onRelease(version: AssignmentVersion): void;
  /** Show it as students get it. */
  onPreview(version: AssignmentVersion): void;
}

/** The versions of an assignment, and which students have which. */
export function VersionsPart(props: IVersionsPartProps): ReactElement {
  const { detail, trans } = props;
  const [shown, setShown] = useState<number | null>(null);
  const [reported, setReported] = useState<string | null>(null);
  const report = detail.versions.find(one => one.id === reported);
  const holders = (number: number): IAssignmentDetail['holders'] =>
    detail.holders.filter(holder => holder.version === number);
  if (detail.versions.length === 0) {
    return (
      <p>
        {trans.__('None yet: a release from its notebook makes the first.')}
      </p>
    );
  }
  return (
    <>
      <table className="jp-AutogradeWeights-table">
        <caption className="jp-AutogradeHidden">{trans.__('Versions')}</caption>
        <thead>
          <tr>
            <th scope="col">{trans.__('No.')}</th>
            <th scope="col">{trans.__('State')}</th>
            <th scope="col">{trans.__('Points')}</th>
            <th scope="col">{trans.__('Held by')}</th>
          </tr>
        </thead>
        <tbody>
          {detail.versions.map(version => (
            <tr key={version.id}>
              <td className="jp-AutogradeWeights-number">{version.number}</td>
              <td>
                <State
                  {...props}
                  version={version}
                  reported={version.id === reported}
                  onReport={() =>
                    setReported(version.id === reported ? null : version.id)
                  }
                />
              </td>
              <td className="jp-AutogradeWeights-number">
                {typeof version.max_score === 'number'
                  ? points(version.max_score)
                  : '–'}
              </td>
              <td>
                {version.state === 'released' && (
                  <Button
                    disabled={holders(version.number).length === 0}
                    label={trans.__(
                      'Who holds version %1: %2',
                      version.number,
                      holders(version.number).length
                    )}
                    onClick={() =>
                      setShown(shown === version.number ? null : version.number)
                    }
                  >
                    {holders(version.number).length}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {report && (
        <section
          role="status"
          aria-label={trans.__('Report of version %1', report.number)}
        >
          <h3 className="jp-AutogradeSection-sub">
            {trans.__('Report of version %1', report.number)}
          </h3>
          <ReleaseReport version={report} trans={trans} />
        </section>
      )}
      {shown !== null && (
        <Holders holders={holders(shown)} number={shown} trans={trans} />
      )}
    </>
  );
}

interface IStateProps extends IVersionsPartProps {
  version: AssignmentVersion;
  reported: boolean;
  onReport(): void;
}

function State(props: IStateProps): ReactElement {
  const { assignment, version, trans } = props;
  const at = version.released_at ?? version.created_at;
  const newest = version.number > (assignment.version ?? 0);
  const hasFiles = version.state === 'ready' || version.state === 'released';
  return (
    <>
      <span title={exactTime(at)}>
        {`${versionWord(version.state, trans)}, ${shortTime(at)}`}
      </span>
      {version.state === 'refused' && version.refusal && (
        <span className="jp-AutogradeField-note">{version.refusal}</span>
      )}
      <p className="jp-AutogradeButtons">
        {version.state === 'ready' && newest && props.mayChange && (
          <Button
            busy={props.busy}
            label={trans.__('Release version %1', version.number)}
            onClick={() => props.onRelease(version)}
          >
            {trans.__('Release…')}
          </Button>
        )}
        {version.report && (
          <Button
            label={
              props.reported
                ? trans.__('Hide the report of version %1', version.number)
                : trans.__('Show the report of version %1', version.number)
            }
            onClick={props.onReport}
          >
            {trans.__('Report')}
          </Button>
        )}
        {hasFiles && (
          <Button
            busy={props.busy}
            label={trans.__('Preview version %1 as a student', version.number)}
            onClick={() => props.onPreview(version)}
          >
            {trans.__('Preview')}
          </Button>
        )}
      </p>
    </>
  );
}

function Holders(props: {
  holders: IAssignmentDetail['holders'];
  number: number;
  trans: TranslationBundle;
}): ReactElement {
  const { holders, trans } = props;
  return (
    <section aria-label={trans.__('Students with version %1', props.number)}>
      <h3 className="jp-AutogradeSection-sub">
        {trans.__('Students with version %1', props.number)}
      </h3>
      <div role="status">
        <ul className="jp-AutogradeHolders">
          {holders.slice(0, SHOWN).map(holder => (
            <li key={holder.user} title={exactTime(holder.fetched_at)}>
              {holder.submitted
                ? trans.__('%1 (submitted)', holder.user)
                : holder.user}
            </li>
          ))}
        </ul>
      </div>
      {holders.length > SHOWN && (
        <p>{trans.__('and %1 more', holders.length - SHOWN)}</p>
      )}
    </section>
  );
}
