import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { TranslationBundle } from '@jupyterlab/translation';

type Schema = ISettingRegistry.ISchema;

/**
 * Return a schema with its titles and descriptions in the user's language.
 *
 * JupyterLab's server translates schemas by catalogs of its language packs alone, not by those that come with an
 * extension; contexts are the same as there.
 */
export function translateSchema(
  schema: Schema,
  trans: TranslationBundle
): Schema {
  // `jlpm texts` takes them out of schema/, so that they are in the catalogs though no call has them as a literal.
  const say = (context: string, text: string): string =>
    // eslint-disable-next-line jupyter/no-dynamic-translation
    trans._p(context, text);
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, property]) => [
      name,
      {
        ...property,
        ...(property.title && { title: say('settings', property.title) }),
        ...(property.description && {
          description: say('settings', property.description)
        })
      }
    ])
  );
  return {
    ...schema,
    ...(schema.title && { title: say('schema', schema.title) }),
    ...(schema.description && {
      description: say('schema', schema.description)
    }),
    properties
  };
}
