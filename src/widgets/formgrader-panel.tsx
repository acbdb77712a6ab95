import type { Message } from '@lumino/messaging';
import { Signal, type ISignal } from '@lumino/signaling';
import type { ReactElement } from 'react';
import { FormgraderView } from '../components/formgrader/formgrader-view';
import type { IPageActs } from '../components/formgrader/page';
import { Hint } from '../components/hint';
import { Typesetter } from '../components/markdown';
import { faultOf } from '../models/fault';
import type { FormgraderModel } from '../models/formgrader/formgrader';
import { formatPlace, parsePlace } from '../models/formgrader/place';
import type { HintId, PreferencesModel } from '../models/preferences';
import { LEADERS } from '../roles';
import { StaffPanel } from './staff-panel';

/** All that staff do with a course. */
export class FormgraderPanel extends StaffPanel<FormgraderPanel.IOptions> {
  constructor(options: FormgraderPanel.IOptions) {
    super(options, 'jp-AutogradeFormgrader', options.trans.__('Formgrader'));
    this._place = formatPlace(options.model.place);
    options.model.changed.connect(this._onChanged, this);
    options.preferences.changed.connect(this.update, this);
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
      this.options.preferences.changed.disconnect(this.update, this);
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
    const { acts, model, preferences, trans, typeset } = this.options;
    const hint = this._hint();
    this._shownHint = hint;
    return (
      <Typesetter.Provider value={typeset}>
        <FormgraderView
          model={model}
          trans={trans}
          faultOf={error => faultOf(error, trans)}
          acts={acts}
          hint={
            hint && (
              <Hint
                id={hint}
                trans={trans}
                onClose={() => void preferences.closeHint(hint)}
              />
            )
          }
        />
      </Typesetter.Provider>
    );
  }

  /** What to say of the panel; null also as long as the courses are not known. */
  private _hint(): HintId | null {
    const { model, preferences } = this.options;
    const { courses } = model.context;
    if (!courses?.length) {
      return null;
    }
    const leads = courses.some(({ role }) => LEADERS.has(role));
    return preferences.hintOf(leads ? ['staff', 'instructor'] : ['staff']);
  }

  private _onChanged(): void {
    if (this._hint() !== this._shownHint) {
      this.update();
    }
    const place = formatPlace(this.options.model.place);
    if (place !== this._place) {
      this._place = place;
      this._placeChanged.emit();
    }
  }

  private readonly _placeChanged = new Signal<this, void>(this);
  private _place: string;
  private _shownHint: HintId | null = null;
}

export namespace FormgraderPanel {
  export interface IOptions extends StaffPanel.IOptions {
    model: FormgraderModel;
    acts: IPageActs;
    preferences: PreferencesModel;
    /** Sets formulas; null where the application can't. */
    typeset: ((element: HTMLElement) => void) | null;
  }
}
