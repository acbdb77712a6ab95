import { Signal } from '@lumino/signaling';
import type { ISettingsSource } from '../models/preferences';

/** Settings as `ISettingRegistry` gives them. */
export class FakeSettings implements ISettingsSource {
  constructor(public composite: Record<string, unknown> = {}) {}

  readonly changed = new Signal<FakeSettings, void>(this);

  set(name: string, value: unknown): Promise<void> {
    this.composite = { ...this.composite, [name]: value };
    this.changed.emit();
    return Promise.resolve();
  }
}
