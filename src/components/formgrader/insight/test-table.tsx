import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { TestInsight } from '../../../api/schemas';
import { coefficient, share } from './insight-words';

export interface ITestTableProps {
  tests: readonly TestInsight[];
  selected: TestInsight | null;
  trans: TranslationBundle;
  onSelect(test: TestInsight): void;
}

/** Every test with what is known of it; one can be chosen. */
export function TestTable(props: ITestTableProps): ReactElement {
  const { tests, trans } = props;
  return (
    <table
      className="jp-AutogradeInsight-numbers"
      aria-label={trans.__('Tests')}
    >
      <thead>
        <tr>
          <th scope="col">{trans.__('Test')}</th>
          <th scope="col" data-text>
            {trans.__('Question')}
          </th>
          <th scope="col">{trans.__('Students')}</th>
          <th scope="col">{trans.__('Passed')}</th>
          <th scope="col">{trans.__('Discrimination')}</th>
          <th scope="col">{trans.__('Upper − lower')}</th>
        </tr>
      </thead>
      <tbody>
        {tests.map((test, index) => (
          <tr
            key={index}
            data-selected={test === props.selected || undefined}
            data-voided={test.voided || undefined}
          >
            <th scope="row">
              <button
                type="button"
                className="jp-AutogradeInsight-choice"
                aria-pressed={test === props.selected}
                onClick={() => props.onSelect(test)}
              >
                {test.test}
              </button>
              {test.hidden && (
                <span className="jp-AutogradeTag">{trans.__('hidden')}</span>
              )}
              {test.voided && (
                <span className="jp-AutogradeTag">{trans.__('voided')}</span>
              )}
            </th>
            <td data-text>{test.question}</td>
            <td>{test.students}</td>
            <td>
              <Share value={test.pass_rate} />
            </td>
            <Coefficient value={test.discrimination} />
            <Coefficient value={test.upper_lower} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Share({ value }: { value: number }): ReactElement {
  return (
    <span className="jp-AutogradeInsight-share">
      <meter
        className="jp-AutogradeInsight-meter"
        min={0}
        max={1}
        value={value}
        aria-hidden="true"
      />
      {share(value)}
    </span>
  );
}

/** Below zero is worth a look. */
function Coefficient(props: { value?: number | null }): ReactElement {
  return (
    <td data-low={(props.value ?? 0) < 0 || undefined}>
      {coefficient(props.value)}
    </td>
  );
}
