import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type {
  AssignmentVersion,
  ReleaseReport as Report
} from '../api/schemas';
import { fileSize, points, scoreOf } from '../quantities';
import { assuranceHint, assuranceWord } from './assurance';
import { Facts } from './facts';
import { Message } from './message';

export interface IReleaseReportProps {
  version: AssignmentVersion;
  trans: TranslationBundle;
}

/** What the dry run of a version found. */
export function ReleaseReport(props: IReleaseReportProps): ReactElement {
  const { version, trans } = props;
  const { report } = version;
  const refusal =
    version.refusal ?? report?.refusal ?? trans.__('No reason was given.');
  return (
    <div className="jp-AutogradeReport">
      {version.state === 'refused' ? (
        <Message
          kind="error"
          sentence={refusal}
          nextStep={trans.__(
            'Nothing was released. Mend the notebook, save it, and release it again.'
          )}
        />
      ) : version.state === 'released' ? null : (
        <p>
          {trans.__(
            'The student version is built and was run. Students see it as soon as you release it.'
          )}
        </p>
      )}
      {report && <Findings report={report} version={version} trans={trans} />}
    </div>
  );
}

function Findings(
  props: IReleaseReportProps & { report: Report }
): ReactElement {
  const { report, trans, version } = props;
  const { max_score: max, manual_score: manual = 0 } = report;
  const automatic = max - manual;
  return (
    <>
      <Facts
        facts={[
          [trans.__('Version'), `${version.number}`],
          [trans.__('Notebooks'), version.notebooks.join(', ')],
          [trans.__('Maximum'), trans.__('%1 points', points(max))],
          [
            trans.__('Graded by hand'),
            manual > 0
              ? trans.__(
                  '%1 points: %2',
                  points(manual),
                  (report.manual_questions ?? []).join(', ')
                )
              : null
          ],
          [
            trans.__('Your solution'),
            scoreOf(report.solution_score, automatic)
          ],
          [
            trans.__('Untouched notebook'),
            scoreOf(report.empty_score, automatic)
          ],
          [trans.__('Time'), trans.__('%1 s', points(report.seconds))],
          [trans.__('Memory'), fileSize(report.peak_memory)]
        ]}
      />
      <Lines
        kind="error"
        title={trans.__('Your solution does not pass')}
        lines={report.failing ?? []}
      />
      <Lines
        kind="error"
        title={trans.__('Students could read the solution or hidden tests in')}
        lines={report.leaks ?? []}
      />
      <Lines
        kind="warning"
        title={trans.__('Warnings')}
        lines={report.warnings ?? []}
      />
      <Tests report={report} trans={trans} />
    </>
  );
}

function Lines(props: {
  kind: 'error' | 'warning';
  title: string;
  lines: readonly string[];
}): ReactElement | null {
  if (props.lines.length === 0) {
    return null;
  }
  return (
    <section className="jp-AutogradeReport-lines" data-kind={props.kind}>
      <h3>{props.title}</h3>
      <ul>
        {props.lines.map((line, index) => (
          <li key={index}>{line}</li>
        ))}
      </ul>
    </section>
  );
}

function Tests(props: {
  report: Report;
  trans: TranslationBundle;
}): ReactElement | null {
  const { trans } = props;
  const { tests } = props.report;
  if (tests.length === 0) {
    return null;
  }
  const weak = tests.filter(test => test.assurance === 'opaque').length;
  return (
    <details className="jp-AutogradeReport-tests">
      <summary>
        {trans._n('%1 test', '%1 tests', tests.length)}
        {weak > 0 &&
          `, ${trans._n('%1 could be forged', '%1 could be forged', weak)}`}
      </summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{trans.__('Question')}</th>
            <th scope="col">{trans.__('Test')}</th>
            <th scope="col">{trans.__('Assurance')}</th>
          </tr>
        </thead>
        <tbody>
          {tests.map((test, index) => (
            <tr key={index}>
              <td>{test.question}</td>
              <td>
                {test.case}
                {test.advice && (
                  <span className="jp-AutogradeReport-advice">
                    {test.advice}
                  </span>
                )}
              </td>
              <td>
                <span
                  className="jp-AutogradeTag"
                  title={assuranceHint(test.assurance, trans)}
                >
                  {assuranceWord(test.assurance, trans)}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
