import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';

/**
 * Says in the browser's log that the labextension is there.
 */
const plugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-autograde:plugin',
  description: 'Release, submit and autograde notebooks on a JupyterHub.',
  autoStart: true,
  activate: (app: JupyterFrontEnd) => {
    console.debug(`${plugin.id} is active in ${app.name}`);
  }
};

export default [plugin];
