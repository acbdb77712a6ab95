import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { TranslationBundle } from '@jupyterlab/translation';
import SELECTORS from './translated-in-schemas.json';

type Schema = ISettingRegistry.ISchema;

/** Contexts of texts by where they stand in a schema, as jupyterlab_server's translation_utils has it. */
const CONTEXTS = SELECTORS.map(
  ([selector, context]) => [new RegExp(selector), context] as const
);

/**
 * Let the settings editor show the settings of a plugin in the user's language; their schema says
 * `"jupyter.lab.transform": true`, so that they are not loaded before.
 *
 * JupyterLab's server translates schemas by catalogs of its language packs alone, not by those that come with an
 * extension.
 */
export function translateSettings(
  registry: ISettingRegistry,
  id: string,
  trans: TranslationBundle
): void {
  registry.transform(id, {
    fetch: plugin => ({
      ...plugin,
      schema: translateSchema(plugin.schema, trans)
    })
  });
}

/** Return a schema with its texts in the user's language. */
export function translateSchema(
  schema: Schema,
  trans: TranslationBundle
): Schema {
  return translated(schema, '', trans) as Schema;
}

function translated(
  value: unknown,
  place: string,
  trans: TranslationBundle
): unknown {
  if (typeof value === 'string') {
    const context = CONTEXTS.find(([selector]) => selector.test(place))?.[1];
    // `jlpm texts` takes them out of schema/, so that they are in the catalogs though no call has them as a literal.
    return context && value
      ? // eslint-disable-next-line jupyter/no-dynamic-translation
        trans._p(context, value)
      : value;
  }
  if (Array.isArray(value)) {
    return value.map((inner, index) =>
      translated(inner, `${place}/${index}`, trans)
    );
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [
        name,
        translated(inner, `${place}/${name}`, trans)
      ])
    );
  }
  return value;
}
