import { Dialog } from '@jupyterlab/apputils';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { ReactElement } from 'react';
import {
  ReleaseForm,
  type IReleaseChoice,
  type IReleaseFormProps
} from '../../components/release-form';
import { ask } from './ask';

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
  const answer = await ask({
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
