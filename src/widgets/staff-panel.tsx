import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { focusFirstControl } from './first-control';

/** A panel for staff: a main-area tab in JupyterLab, a tab in Notebook's file page. */
export abstract class StaffPanel<
  Options extends StaffPanel.IOptions
> extends ReactWidget {
  /** `label` is its name for those who do not see it. */
  constructor(
    protected readonly options: Options,
    className: string,
    label: string
  ) {
    super();
    this.addClass(className);
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', label);
  }

  dispose(): void {
    if (!this.isDisposed) {
      this.options.model.dispose();
      super.dispose();
    }
  }

  protected onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    focusFirstControl(this.node);
  }
}

export namespace StaffPanel {
  export interface IOptions {
    /** What is shown; the panel disposes of it. */
    model: { dispose(): void };
    trans: TranslationBundle;
  }
}
