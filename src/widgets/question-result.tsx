import { ReactWidget } from '@jupyterlab/ui-components';
import type { ReactElement } from 'react';
import {
  QuestionResult,
  type IQuestionResultProps
} from '../components/question-result';

/** The result of a question as a part of its cell. */
export class QuestionResultWidget extends ReactWidget {
  constructor(private _props: IQuestionResultProps) {
    super();
    // Keys are for our buttons: in front of the notebook they would be its shortcuts.
    this.node.dataset.lmSuppressShortcuts = 'true';
  }

  set props(props: IQuestionResultProps) {
    this._props = props;
    this.update();
  }

  protected render(): ReactElement {
    return <QuestionResult {...this._props} />;
  }
}
