import { ReactWidget } from '@jupyterlab/ui-components';
import type { FollowedModel } from '../../models/followed-model';
import { KEEPS_ENTER } from './ask';

/** The body of a dialog that shows a model as long as the dialog is open. */
export abstract class FollowedBody<
  M extends FollowedModel
> extends ReactWidget {
  constructor(
    protected readonly model: M,
    cssClass: string
  ) {
    super();
    this.addClass(cssClass);
    this.node.dataset[KEEPS_ENTER] = '';
    model.changed.connect(this.update, this);
    void model.refresh();
  }

  dispose(): void {
    if (!this.isDisposed) {
      this.model.dispose();
      super.dispose();
    }
  }
}
