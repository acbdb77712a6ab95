import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { ReactElement } from 'react';
import type { IErrorText } from '../api/errors';
import type { ILocalAssignment } from '../api/local';
import type { AssignmentVersion, Submission } from '../api/schemas';
import { Message } from '../components/message';
import { Receipt } from '../components/receipt';
import {
  ReleaseForm,
  type IReleaseChoice,
  type IReleaseFormProps
} from '../components/release-form';
import { ReleaseReport } from '../components/release-report';
import { SubmitSummary } from '../components/submit-summary';

/** Say what went wrong and what to do about it. */
export async function showFault(
  title: string,
  fault: IErrorText,
  trans: TranslationBundle
): Promise<void> {
  await showDialog({
    title,
    body: (
      <Message
        kind="error"
        sentence={fault.sentence}
        nextStep={fault.nextStep}
      />
    ),
    buttons: [Dialog.okButton({ label: trans.__('Close') })]
  });
}

/** Ask whether to submit; resolves with the answer. */
export async function askToSubmit(options: {
  assignment: ILocalAssignment;
  attempt: number;
  away: boolean;
  trans: TranslationBundle;
}): Promise<boolean> {
  const { assignment, trans } = options;
  const answer = await showDialog({
    title: trans.__('Submit “%1”?', assignment.name),
    body: <SubmitSummary {...options} />,
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({ label: trans.__('Submit') })
    ]
  });
  return answer.button.accept;
}

/** Show what the service has acknowledged. */
export async function showReceipt(
  submission: Submission,
  trans: TranslationBundle
): Promise<void> {
  await showDialog({
    title: trans.__('Receipt for “%1”', submission.assignment),
    body: <Receipt submission={submission} trans={trans} />,
    buttons: [Dialog.okButton({ label: trans.__('Close') })]
  });
}

/** What can be done with a notebook that was fetched before. */
export type FetchAnswer = 'update' | 'reset' | null;

const RESET = 'reset';

/** Ask whether to bring the newer version, or to start again with a backup; null = neither. */
export async function askToFetch(
  assignment: ILocalAssignment,
  trans: TranslationBundle
): Promise<FetchAnswer> {
  const { fetched_version: fetched, name, version } = assignment;
  const newer = (version ?? 0) > (fetched ?? 0);
  const reset = Dialog.warnButton({
    label: trans.__('Reset with backup'),
    actions: [RESET]
  });
  const update = Dialog.okButton({ label: trans.__('Fetch version %1', version ?? 0) });
  const answer = await showDialog({
    title: trans.__('Fetch “%1”?', name),
    body: (
      <div>
        <p>
          {newer
            ? trans.__(
                'Version %1 is out; you have version %2. What you have changed is kept.',
                version ?? 0,
                fetched ?? 0
              )
            : trans.__('You have the newest version, %1.', fetched ?? 0)}
        </p>
        <p>
          {trans.__(
            'A reset puts the original files back. Your own are moved to a backup folder first.'
          )}
        </p>
      </div>
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      reset,
      ...(newer ? [update] : [])
    ],
    defaultButton: newer ? 2 : 0
  });
  if (!answer.button.accept) {
    return null;
  }
  return answer.button.actions.includes(RESET) ? 'reset' : 'update';
}

/** The body of the release dialog; its value is what was chosen. */
class ReleaseBody
  extends ReactWidget
  implements Dialog.IBodyWidget<IReleaseChoice>
{
  constructor(private readonly _props: Omit<IReleaseFormProps, 'onChange'>) {
    super();
    this._choice = _props.initial;
  }

  getValue(): IReleaseChoice {
    return this._choice;
  }

  protected render(): ReactElement {
    return (
      <ReleaseForm
        {...this._props}
        onChange={choice => {
          this._choice = choice;
        }}
      />
    );
  }

  private _choice: IReleaseChoice;
}

/** Ask how to release a notebook; null = not at all. */
export async function askHowToRelease(
  props: Omit<IReleaseFormProps, 'onChange'>
): Promise<IReleaseChoice | null> {
  const { trans } = props;
  const answer = await showDialog({
    title: trans.__('Release an assignment'),
    body: new ReleaseBody(props),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({
        label: trans.__('Build and check'),
        caption: trans.__('Nothing is shown to students yet.')
      })
    ],
    focusNodeSelector: '.jp-AutogradeRelease-name'
  });
  return answer.button.accept ? answer.value : null;
}

/** Show a built version; resolves with whether to release it. */
export async function askToRelease(
  name: string,
  version: AssignmentVersion,
  trans: TranslationBundle
): Promise<boolean> {
  const body = <ReleaseReport version={version} trans={trans} />;
  if (version.state !== 'ready') {
    await showDialog({
      title: trans.__('“%1” was not released', name),
      body,
      buttons: [Dialog.okButton({ label: trans.__('Close') })]
    });
    return false;
  }
  const risky = (version.report?.leaks ?? []).length > 0;
  const label = trans.__('Release to students');
  const answer = await showDialog({
    title: trans.__('Release version %1 of “%2”?', version.number, name),
    body,
    buttons: [
      Dialog.cancelButton({ label: trans.__('Not now') }),
      risky ? Dialog.warnButton({ label }) : Dialog.okButton({ label })
    ],
    defaultButton: risky ? 0 : 1
  });
  return answer.button.accept;
}

/** Ask whether to grade a submission again. */
export async function askToGradeAgain(
  submission: Submission,
  trans: TranslationBundle
): Promise<boolean> {
  const answer = await showDialog({
    title: trans.__('Grade again?'),
    body: trans.__(
      'Attempt %1 of %2 is run once more. The new grade counts; older ones stay listed.',
      submission.attempt,
      submission.user
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({ label: trans.__('Grade again') })
    ]
  });
  return answer.button.accept;
}

/** Ask whether to forget a submission that the service refused. */
export async function askToForget(
  assignment: string,
  trans: TranslationBundle
): Promise<boolean> {
  const answer = await showDialog({
    title: trans.__('Forget this submission of “%1”?', assignment),
    body: trans.__(
      'The copy of what you tried to submit is deleted. Your notebook stays as it is.'
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Keep') }),
      Dialog.warnButton({ label: trans.__('Forget') })
    ],
    defaultButton: 0
  });
  return answer.button.accept;
}
