import type { Message } from '@lumino/messaging';
import type { ReactElement } from 'react';
import { LiveView } from '../components/live/live-view';
import { faultOf } from '../models/fault';
import type { LiveModel } from '../models/live';
import { StaffPanel } from './staff-panel';

/** What students work on. */
export class LivePanel extends StaffPanel<LivePanel.IOptions> {
  constructor(options: LivePanel.IOptions) {
    super(options, 'jp-AutogradeLive', options.trans.__('Live classroom'));
  }

  protected onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this.options.model.watch(true);
  }

  protected onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this.options.model.watch(this.isVisible);
  }

  protected onAfterHide(message: Message): void {
    super.onAfterHide(message);
    this.options.model.watch(false);
  }

  protected onBeforeDetach(message: Message): void {
    this.options.model.watch(false);
    super.onBeforeDetach(message);
  }

  protected render(): ReactElement {
    const { exportUrl, model, onSwitch, trans } = this.options;
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
}

export namespace LivePanel {
  export interface IOptions extends StaffPanel.IOptions {
    model: LiveModel;
    /** Address of the file with everybody's last cells; null = all assignments. */
    exportUrl(courseId: string, assignmentId: string | null): string;
    /** Ask first, then switch the live classroom on or off. */
    onSwitch(enabled: boolean, days: number): void;
  }
}
