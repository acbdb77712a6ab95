import { readdirSync } from 'node:fs';
import { INotebookTree } from '@jupyter-notebook/tree';
import { ILayoutRestorer } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';

import plugins from '../index';
import manifest from '../../package.json';

describe('the list of plugins', () => {
  it('gives every plugin an id below the package name and a description', () => {
    for (const plugin of plugins) {
      expect(plugin.id).toMatch(new RegExp(`^${manifest.name}:[a-z-]+$`));
      expect(plugin.description).toBeTruthy();
    }
  });

  it('has no two plugins of one id', () => {
    const ids = plugins.map(plugin => plugin.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('needs nothing that a page of Notebook 7 may lack', () => {
    const optional = new Set(
      [ILayoutRestorer, ILauncher, INotebookTree, ICommandPalette].map(
        token => token.name
      )
    );
    const needed = plugins.flatMap(plugin => plugin.requires ?? []);
    expect(needed.filter(token => optional.has(token.name))).toEqual([]);
  });

  it('provides every token of its own that a plugin needs', () => {
    const provided = plugins.map(plugin => plugin.provides?.name);
    const own = plugins
      .flatMap(plugin => plugin.requires ?? [])
      .map(token => token.name)
      .filter(name => name.startsWith(`${manifest.name}:`));
    expect(own.filter(name => !provided.includes(name))).toEqual([]);
  });

  it('has a plugin for every schema', () => {
    const ids = plugins.map(plugin => plugin.id);
    const schemas = readdirSync('schema').map(
      file => `${manifest.name}:${file.replace('.json', '')}`
    );
    expect(schemas.filter(id => !ids.includes(id))).toEqual([]);
  });
});
