import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type ReactElement } from 'react';
import type { IErrorText } from '../../../api/errors';
import type { TestInsight, VoidPolicy } from '../../../api/schemas';
import type { TestCorrectionModel } from '../../../models/formgrader/test-correction';
import { shortTime } from '../../../timestamps';
import { Button } from '../../button';
import { InputField } from '../../field';
import { Message } from '../../message';
import { SubmitButton } from '../../submit-button';

export interface ICorrectionFormProps {
  test: TestInsight;
  correction: TestCorrectionModel;
  /** Why there are no versions, or no newer ones, to grade with. */
  versionsFault: IErrorText | null;
  trans: TranslationBundle;
}

/** What can be done about a wrong test: it is voided, or graded anew with a version in which it is mended. */
export function CorrectionForm(props: ICorrectionFormProps): ReactElement {
  const { correction, test, trans } = props;
  const [kind, setKind] = useState<'void' | 'fix' | null>(null);
  const open = (wanted: 'void' | 'fix'): void => {
    setKind(wanted === kind ? null : wanted);
    if (wanted === 'fix' && wanted !== kind) {
      void correction.loadVersions();
    }
  };
  return (
    <section
      className="jp-AutogradeInsight-correction"
      aria-label={trans.__('Correct the test')}
    >
      <div className="jp-AutogradeEntry-acts">
        {!test.voided && (
          <Button expanded={kind === 'void'} onClick={() => open('void')}>
            {trans.__('Void this test…')}
          </Button>
        )}
        <Button expanded={kind === 'fix'} onClick={() => open('fix')}>
          {trans.__('Fix this test…')}
        </Button>
      </div>
      {kind === 'void' && <VoidForm {...props} />}
      {kind === 'fix' && <FixForm {...props} />}
    </section>
  );
}

function VoidForm(props: ICorrectionFormProps): ReactElement {
  const { correction, test, trans } = props;
  const [policy, setPolicy] = useState<VoidPolicy>('drop');
  const [reason, setReason] = useState('');
  const idle = correction.busy || reason.trim() === '';
  const policies: [VoidPolicy, string][] = [
    ['drop', trans.__('Its points leave score and maximum')],
    ['full_marks', trans.__('Everybody gets its points')]
  ];
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        if (!idle) {
          void correction.void(test, policy, reason.trim());
        }
      }}
    >
      <fieldset className="jp-AutogradeInsight-choices">
        <legend>{trans.__('What becomes of its points')}</legend>
        {policies.map(([id, words]) => (
          <label key={id}>
            <input
              type="radio"
              name="policy"
              checked={policy === id}
              onChange={() => setPolicy(id)}
            />{' '}
            {words}
          </label>
        ))}
      </fieldset>
      <InputField
        maxLength={2000}
        name={trans.__('Reason; students who ask are told')}
        value={reason}
        onChange={setReason}
      />
      <SubmitButton primary idle={idle}>
        {trans.__('Show what would change')}
      </SubmitButton>
    </form>
  );
}

function FixForm(props: ICorrectionFormProps): ReactElement {
  const { correction, test, trans, versionsFault } = props;
  const { looksForVersions, versions } = correction;
  const [number, setNumber] = useState<number | null>(null);
  const [reason, setReason] = useState('');
  const chosen = number ?? versions?.[0]?.number ?? null;
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        if (chosen !== null && !correction.busy) {
          void correction.fix(test, chosen, reason.trim());
        }
      }}
    >
      <p>
        {trans.__(
          'Mend the test in the notebook with the solution, and use Release in its toolbar; a version that is not released will do. Then choose that version here.'
        )}
      </p>
      <p>
        {trans.__(
          'Only this test is taken over: of each result, everything else stays.'
        )}
      </p>
      {versionsFault && (
        <Message
          kind="error"
          sentence={versionsFault.sentence}
          nextStep={versionsFault.nextStep}
          action={{
            label: trans.__('Try again'),
            onClick: () => void correction.loadVersions()
          }}
        />
      )}
      {versions === null ? (
        !versionsFault && (
          <Message kind="loading" sentence={trans.__('Loading versions…')} />
        )
      ) : versions.length === 0 ? (
        <Message
          kind="empty"
          sentence={trans.__('There is no version to grade with.')}
        />
      ) : (
        <>
          <label className="jp-AutogradeField">
            <span className="jp-AutogradeField-name">
              {trans.__('Version with the mended test')}
            </span>
            <select
              value={chosen ?? ''}
              onChange={event => setNumber(Number(event.target.value))}
            >
              {versions.map(version => (
                <option key={version.id} value={version.number}>
                  {version.state === 'released'
                    ? trans.__(
                        '%1, released, made %2',
                        version.number,
                        shortTime(version.created_at)
                      )
                    : trans.__(
                        '%1, not released, made %2',
                        version.number,
                        shortTime(version.created_at)
                      )}
                </option>
              ))}
            </select>
          </label>
          <Button
            busy={looksForVersions}
            onClick={() => void correction.loadVersions()}
          >
            {trans.__('Look for newer versions')}
          </Button>
          <InputField
            maxLength={2000}
            name={trans.__('Reason, for the audit trail')}
            value={reason}
            onChange={setReason}
          />
          <SubmitButton primary idle={correction.busy || chosen === null}>
            {trans.__('Grade this test again')}
          </SubmitButton>
        </>
      )}
    </form>
  );
}
