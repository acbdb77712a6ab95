import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { TestInsight } from '../../api/schemas';
import type { IFailedTest, ISubmissionFilter } from '../../submission-filter';

export interface ITestFilterProps {
  filter: ISubmissionFilter;
  /** Those that somebody fails; null before the first answer. */
  tests: readonly TestInsight[] | null;
  trans: TranslationBundle;
  onChange(change: Partial<ISubmissionFilter>): void;
}

/** Whose newest attempt fails a test. */
export function TestFilter(props: ITestFilterProps): ReactElement {
  const { filter, trans } = props;
  const { failing } = filter;
  const tests = (props.tests ?? []).map(one => ({
    key: keyOf(one),
    fail: one.students - one.passed,
    test: one
  }));
  const chosen = failing
    ? (tests.find(({ test }) => isMeant(test, failing))?.key ?? keyOf(failing))
    : '';
  return (
    <select
      className="jp-AutogradeSelect"
      value={chosen}
      aria-label={trans.__('Failing test')}
      onChange={({ target: { value } }) => {
        const found = tests.find(({ key }) => key === value)?.test;
        props.onChange({
          failing: found
            ? {
                notebook: found.notebook,
                question: found.question,
                test: found.test
              }
            : null,
          // One list of submissions is asked for: by a test or by an error.
          ...(found && { error: null })
        });
      }}
    >
      <option value="">
        {props.tests === null
          ? trans.__('Loading tests…')
          : trans.__('Failing any test or none')}
      </option>
      {failing && !tests.some(({ key }) => key === chosen) && (
        <option value={chosen}>{words(failing, trans)}</option>
      )}
      {tests.map(({ fail, key, test }) => (
        <option key={key} value={key}>
          {trans.__('%1 (%2)', words(test, trans), fail)}
        </option>
      ))}
    </select>
  );
}

function words(test: IFailedTest, trans: TranslationBundle): string {
  return test.question && !test.test.startsWith(test.question)
    ? trans.__('Failing %1, %2', test.question, test.test)
    : trans.__('Failing %1', test.test);
}

function keyOf({ notebook, question, test }: IFailedTest): string {
  return JSON.stringify([notebook, question, test]);
}

/** An address may leave the notebook and the question out. */
function isMeant(test: IFailedTest, wanted: IFailedTest): boolean {
  return (
    test.test === wanted.test &&
    ['', test.question].includes(wanted.question) &&
    ['', test.notebook].includes(wanted.notebook)
  );
}
