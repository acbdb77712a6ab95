import { ReactWidget, ToolbarButtonComponent } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import type { ReactElement } from 'react';
import type { NotebookStatusModel } from '../models/notebook-status';
import { showToolbarItem } from './toolbar-fit';

/**
 * A command on the toolbar of one notebook: hidden where it is not for this person and notebook.
 *
 * JupyterLab's own command buttons act on the notebook in front; this one acts on its own.
 */
export class CommandButton extends ReactWidget {
  constructor(options: CommandButton.IOptions) {
    super();
    this._options = options;
    this.addClass('jp-ToolbarButton');
    this.addClass('jp-AutogradeCommandButton');
    this.hide();
    options.model.changed.connect(this._onChanged, this);
    this._onChanged();
  }

  dispose(): void {
    if (!this.isDisposed) {
      this._options.model.changed.disconnect(this._onChanged, this);
      super.dispose();
    }
  }

  protected render(): ReactElement {
    const { allowed, commands, command, model } = this._options;
    const refusal = this._options.refusal?.(model) ?? null;
    if (!allowed(model) && refusal === null) {
      // The arrow keys of JupyterLab's toolbar stop at every button in it, hidden or not.
      return <></>;
    }
    const args = { path: model.path };
    return (
      <ToolbarButtonComponent
        icon={commands.icon(command, args)}
        label={commands.label(command, args)}
        tooltip={commands.caption(command, args)}
        enabled={refusal === null}
        disabledTooltip={refusal ?? undefined}
        onClick={() => {
          if (model.busy === null) {
            void commands.execute(command, args);
          }
        }}
      />
    );
  }

  private _onChanged(): void {
    const { allowed, model, refusal } = this._options;
    // A button that is disabled loses the focus, and a dialog that opens then can't give it back.
    this.toggleClass('jp-mod-busy', model.busy !== null);
    this.node.ariaBusy = String(model.busy !== null);
    // First what is in it: the toolbar measures what it shows.
    this.update();
    showToolbarItem(
      this,
      allowed(model) || (refusal?.(model) ?? null) !== null
    );
  }

  private readonly _options: CommandButton.IOptions;
}

export namespace CommandButton {
  export interface IOptions {
    commands: CommandRegistry;
    command: string;
    model: NotebookStatusModel;
    /** Whether this person may do that with this notebook. */
    allowed(model: NotebookStatusModel): boolean;
    /** Why the command stays in sight without being allowed, a sentence; null when it goes. */
    refusal?(model: NotebookStatusModel): string | null;
  }
}
