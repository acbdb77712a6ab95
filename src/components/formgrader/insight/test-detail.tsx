import type { TranslationBundle } from '@jupyterlab/translation';
import { useRef, type ReactElement } from 'react';
import type { IErrorText } from '../../../api/errors';
import type { TestInsight } from '../../../api/schemas';
import type { TestCorrectionModel } from '../../../models/formgrader/test-correction';
import { points } from '../../../quantities';
import { Button } from '../../button';
import { Facts } from '../../facts';
import { useFocusBack } from '../../focus-back';
import { Message } from '../../message';
import { Refusal } from '../../refusal';
import { ScoreChangePane } from '../score-change-pane';
import { CorrectionForm } from './correction-form';
import { coefficient, share } from './insight-words';

export interface ITestDetailProps {
  /** The chosen one. */
  test: TestInsight | null;
  correction: TestCorrectionModel;
  fault: IErrorText | null;
  /** Why there are no versions, or no newer ones, to grade with. */
  versionsFault: IErrorText | null;
  /** Whether the user may change scores. */
  mayCorrect: boolean;
  trans: TranslationBundle;
  /** Show the submissions that fail it. */
  onFailing(test: TestInsight): void;
}

/** The chosen test: what is known of it, and what becomes of it when it is wrong. */
export function TestDetail(props: ITestDetailProps): ReactElement {
  const { correction, fault, mayCorrect, test, trans } = props;
  const { busy, preview } = correction.change;
  const place = useRef<HTMLElement>(null);
  useFocusBack(place, preview !== null);
  return (
    <aside
      ref={place}
      tabIndex={-1}
      className="jp-AutogradeDetail"
      aria-label={trans.__('Chosen test')}
    >
      <Refusal
        fault={preview ? null : fault}
        place={place}
        trans={trans}
        onClose={() => correction.change.forgetError()}
      />
      {preview && (
        <ScoreChangePane
          preview={preview}
          busy={busy}
          fault={fault}
          mayDecide={mayCorrect}
          trans={trans}
          onEnd={which => void correction.decide(which)}
        />
      )}
      {test === null ? (
        !preview && (
          <Message
            kind="empty"
            sentence={trans.__('No test chosen.')}
            nextStep={trans.__(
              'Choose one in the table to look at it, and to void or fix it when it is wrong.'
            )}
          />
        )
      ) : (
        <>
          <h2 className="jp-AutogradeDetail-title">{test.test}</h2>
          <TestFacts test={test} trans={trans} />
          {test.passed < test.students && (
            <p>
              <Button onClick={() => props.onFailing(test)}>
                {trans._n(
                  'Show the submission that fails it',
                  'Show the %1 submissions that fail it',
                  test.students - test.passed
                )}
              </Button>
            </p>
          )}
          {mayCorrect && !preview && (
            <CorrectionForm
              key={`${test.notebook} ${test.question} ${test.test}`}
              test={test}
              correction={correction}
              versionsFault={props.versionsFault}
              trans={trans}
            />
          )}
        </>
      )}
    </aside>
  );
}

function TestFacts(props: {
  test: TestInsight;
  trans: TranslationBundle;
}): ReactElement {
  const { test, trans } = props;
  return (
    <Facts
      facts={[
        [trans.__('Question'), test.question],
        [trans.__('Notebook'), test.notebook],
        [trans.__('Points'), points(test.max_points)],
        [
          trans.__('Passed'),
          trans.__(
            '%1 of %2 (%3)',
            test.passed,
            test.students,
            share(test.pass_rate)
          )
        ],
        [trans.__('Discrimination'), coefficient(test.discrimination)],
        [trans.__('Upper − lower'), coefficient(test.upper_lower)],
        [
          trans.__('Students see'),
          test.hidden ? trans.__('nothing of it') : trans.__('its result')
        ],
        [trans.__('Counts'), test.voided ? trans.__('no, it is voided') : null]
      ]}
    />
  );
}
