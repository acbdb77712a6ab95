import type { Message } from '@lumino/messaging';
import { Signal, type ISignal } from '@lumino/signaling';
import type { ReactElement } from 'react';
import { FormgraderView } from '../components/formgrader/formgrader-view';
import type { IPageActs } from '../components/formgrader/page';
import { Typesetter } from '../components/markdown';
import { faultOf } from '../models/fault';
import type { FormgraderModel } from '../models/formgrader/formgrader';
import { formatPlace, parsePlace } from '../models/formgrader/place';
import { StaffPanel } from './staff-panel';

/** All that staff do with a course. */
export class FormgraderPanel extends StaffPanel<FormgraderPanel.IOptions> {
  constructor(options: FormgraderPanel.IOptions) {
    super(options, 'jp-AutogradeFormgrader', options.trans.__('Formgrader'));
    this._place = formatPlace(options.model.place);
    options.model.changed.connect(this._onChanged, this);
  }

  /** Which page it shows, of what: kept over a reload. */
  get place(): string {
    return this._place;
  }

  get placeChanged(): ISignal<this, void> {
    return this._placeChanged;
  }

  go(text: string): void {
    const place = parsePlace(text);
    if (place) {
      this.options.model.go(place);
    }
  }

  dispose(): void {
    if (!this.isDisposed) {
      Signal.clearData(this);
      super.dispose();
    }
  }

  protected onAfterShow(message: Message): void {
    super.onAfterShow(message);
    void this.options.model.refresh();
  }

  protected onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    void this.options.model.refresh();
  }

  protected render(): ReactElement {
    const { acts, model, trans, typeset } = this.options;
    return (
      <Typesetter.Provider value={typeset}>
        <FormgraderView
          model={model}
          trans={trans}
          faultOf={error => faultOf(error, trans)}
          acts={acts}
        />
      </Typesetter.Provider>
    );
  }

  private _onChanged(): void {
    const place = formatPlace(this.options.model.place);
    if (place !== this._place) {
      this._place = place;
      this._placeChanged.emit();
    }
  }

  private readonly _placeChanged = new Signal<this, void>(this);
  private _place: string;
}

export namespace FormgraderPanel {
  export interface IOptions extends StaffPanel.IOptions {
    model: FormgraderModel;
    acts: IPageActs;
    /** Sets formulas; null where the application can't. */
    typeset: ((element: HTMLElement) => void) | null;
  }
}
