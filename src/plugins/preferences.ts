import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { PreferencesModel } from '../models/preferences';
import { IPreferences } from '../tokens';
import { translateSettings } from './schema-translation';

const ID = 'jupyter-autograde:preferences';

/** What the user has chosen in the settings editor. */
export const preferences: JupyterFrontEndPlugin<IPreferences> = {
  id: ID,
  description: 'Provides what the user has chosen in the settings editor.',
  autoStart: true,
  optional: [ISettingRegistry, ITranslator],
  provides: IPreferences,
  activate: (
    _,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ) => {
    const model = new PreferencesModel();
    const trans = (translator ?? nullTranslator).load('jupyter_autograde');
    if (registry) {
      translateSettings(registry, ID, trans);
    }
    registry
      ?.load(ID)
      .then(settings =>
        model.use({
          get composite() {
            return settings.composite;
          },
          changed: settings.changed,
          set: (name, value) => settings.set(name, value)
        })
      )
      // Everything works without them, as for who has chosen nothing.
      .catch(reason => console.warn(`No settings of ${ID}:`, reason));
    return model;
  }
};
