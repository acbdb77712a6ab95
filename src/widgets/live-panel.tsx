import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import type { ReactElement } from 'react';
import { LiveView } from '../components/live/live-view';
import { faultOf } from '../models/fault';
import type { LiveModel } from '../models/live';
import { focusFirstControl } from './first-control';

/** What students work on: a main-area tab in JupyterLab, a tab in Notebook's file page. */
export class LivePanel extends ReactWidget {
  constructor(options: LivePanel.IOptions) {
    super();
    this._options = options;
    this.addClass('jp-AutogradeLive');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', options.trans.__('Live classroom'));
  }

  dispose(): void {
    if (!this.isDisposed) {
      this._options.model.dispose();
      super.dispose();
    }
  }

  protected onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._options.model.watch(true);
  }

  protected onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this._options.model.watch(this.isVisible);
  }

  protected onAfterHide(message: Message): void {
    super.onAfterHide(message);
    this._options.model.watch(false);
  }

  protected onBeforeDetach(message: Message): void {
    this._options.model.watch(false);
    super.onBeforeDetach(message);
  }

  protected onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    focusFirstControl(this.node);
  }

  protected render(): ReactElement {
    const { exportUrl, model, onSwitch, trans } = this._options;
    return (
      <LiveView
        model={model}
        trans={trans}
        faultOf={error => faultOf(error, trans)}
        exportUrl={exportUrl}
        onSwitch={onSwitch}
      />
    );
  }

  private readonly _options: LivePanel.IOptions;
}

export namespace LivePanel {
  export interface IOptions {
    model: LiveModel;
    trans: TranslationBundle;
    /** Address of the file with everybody's last cells; null = all assignments. */
    exportUrl(courseId: string, assignmentId: string | null): string;
    /** Ask first, then switch the live classroom on or off. */
    onSwitch(enabled: boolean, days: number): void;
  }
}
