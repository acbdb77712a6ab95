import type { JupyterFrontEnd } from '@jupyterlab/application';

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

  it('activates without the optional services', async () => {
    const app = { name: 'JupyterLab' } as unknown as JupyterFrontEnd;
    await expect(
      Promise.all(plugins.map(plugin => plugin.activate(app)))
    ).resolves.toHaveLength(plugins.length);
  });
});
