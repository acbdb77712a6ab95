import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import german from '../../../jupyter_autograde/locale/de_DE/LC_MESSAGES/jupyter_autograde.json';
import { translateSchema } from '../../plugins/schema-translation';
import { translated } from '../../translated';

const FOLDER = path.resolve(__dirname, '../../../schema');
const trans = translated(german, 'de-DE');

function schemaOf(name: string): ISettingRegistry.ISchema {
  return JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8'));
}

describe('the settings of the labextension', () => {
  it('are in the language of the user, names of choices too', () => {
    const schema = translateSchema(schemaOf('preferences.json'), trans);
    const { closedHints, hints } = schema.properties!;
    expect(hints.title).toBe('Hinweise zeigen');
    expect(JSON.stringify(closedHints.items)).toContain('Für Studierende');
    // What programs read stays.
    expect(JSON.stringify(closedHints.items)).toContain('"const":"student"');
    expect(schema.title).toBe('Autograde');
  });

  it.each(readdirSync(FOLDER))('in %s are loaded in that language', name => {
    const schema = schemaOf(name);
    // The settings editor shows no others.
    const isShown = Object.keys(schema.properties ?? {}).length > 0;
    expect(schema.additionalProperties).toBe(false);
    expect(schema['jupyter.lab.transform'] ?? false).toBe(isShown);
    // Menus of a plugin whose settings wait for it would come after the others.
    expect(isShown && 'jupyter.lab.menus' in schema).toBe(false);
  });
});
