import { HINTS, PreferencesModel } from '../../models/preferences';
import schema from '../../../schema/preferences.json';
import { FakeSettings } from '../settings';

describe('what a user has chosen', () => {
  it('is as for who has chosen nothing, before settings are known', () => {
    const model = new PreferencesModel();
    const { properties } = schema;
    expect(model.openAfterFetch).toBe(properties.openAfterFetch.default);
    expect(model.tellSent).toBe(properties.tellSent.default);
    expect(model.tellAnswered).toBe(properties.tellAnswered.default);
    // One that can't be closed for good is worse than none.
    expect(model.hintOf(HINTS)).toBeNull();
  });

  it('counts as soon as it is known, and when it changes', async () => {
    const model = new PreferencesModel();
    const changes: boolean[] = [];
    model.changed.connect(() => changes.push(model.tellSent));
    const settings = new FakeSettings({ tellSent: false });
    model.use(settings);
    await settings.set('tellSent', true);
    expect(changes).toEqual([false, true]);
  });

  it('keeps which hints were closed', async () => {
    const settings = new FakeSettings();
    const model = new PreferencesModel(settings);
    expect(model.hintOf(['staff', 'instructor'])).toBe('staff');
    await model.closeHint('staff');
    await model.closeHint('staff');
    expect(settings.composite.closedHints).toEqual(['staff']);
    expect(model.hintOf(['staff', 'instructor'])).toBe('instructor');
    expect(new PreferencesModel(settings).hintOf(['staff'])).toBeNull();
  });

  it('closes a hint for now where that can not be kept', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    const settings = new FakeSettings();
    settings.set = () => Promise.reject(new Error('no disk'));
    const model = new PreferencesModel(settings);
    const changed = jest.fn();
    model.changed.connect(changed);
    await model.closeHint('staff');
    expect(model.hintOf(['staff'])).toBeNull();
    expect(changed).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });

  it('can be no hint at all', () => {
    const settings = new FakeSettings({ hints: false });
    expect(new PreferencesModel(settings).hintOf(HINTS)).toBeNull();
  });

  it('can name every hint in the settings editor', () => {
    const named = schema.properties.closedHints.items.oneOf.map(
      one => one.const
    );
    expect(named).toEqual([...HINTS]);
  });
});
