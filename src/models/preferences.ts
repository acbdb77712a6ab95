import { Signal, type ISignal } from '@lumino/signaling';

/** Hints, by whom they are for. */
export const HINTS = ['student', 'staff', 'instructor'] as const;
export type HintId = (typeof HINTS)[number];

/** What `ISettingRegistry.ISettings` gives of `schema/preferences.json`. */
export interface ISettingsSource {
  readonly composite: Readonly<Record<string, unknown>>;
  readonly changed: ISignal<unknown, void>;
  set(name: string, value: string[]): Promise<void>;
}

/** What the user has chosen in the settings editor. */
export class PreferencesModel {
  /** Without settings everything is as it is for who has chosen nothing, and no hint is shown: it could not be closed for good. */
  constructor(private _settings: ISettingsSource | null = null) {
    this._settings?.changed.connect(this._onChanged, this);
  }

  /** Take the settings when they have been loaded. */
  use(settings: ISettingsSource): void {
    this._settings?.changed.disconnect(this._onChanged, this);
    this._settings = settings;
    settings.changed.connect(this._onChanged, this);
    this._changed.emit();
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get openAfterFetch(): boolean {
    return this._isOn('openAfterFetch');
  }

  get tellSent(): boolean {
    return this._isOn('tellSent');
  }

  get tellAnswered(): boolean {
    return this._isOn('tellAnswered');
  }

  /** The first of these hints that the user has not closed; null when there is none. */
  hintOf(wanted: readonly HintId[]): HintId | null {
    return this._settings && this._isOn('hints')
      ? (wanted.find(id => !this._closed.includes(id)) ?? null)
      : null;
  }

  /** Never show a hint again; not before the page is loaded anew, where that can't be kept. Never rejects. */
  async closeHint(id: HintId): Promise<void> {
    const closed = this._kept;
    if (closed.includes(id)) {
      return;
    }
    try {
      await this._settings?.set('closedHints', [...closed, id]);
    } catch (reason) {
      console.warn('It can not be kept that a hint was closed:', reason);
      this._closedHere.push(id);
      this._changed.emit();
    }
  }

  private get _closed(): string[] {
    return [...this._kept, ...this._closedHere];
  }

  private get _kept(): string[] {
    const closed = this._settings?.composite.closedHints;
    return Array.isArray(closed) ? closed.map(String) : [];
  }

  private _isOn(name: string): boolean {
    return this._settings?.composite[name] !== false;
  }

  private _onChanged(): void {
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly _closedHere: HintId[] = [];
}
