import { INotebookTree } from '@jupyter-notebook/tree';
import {
  ILayoutRestorer,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { URLExt } from '@jupyterlab/coreutils';
import { ILauncher } from '@jupyterlab/launcher';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { switchLive } from '../actions/switch-live';
import { liveExportPath } from '../api/client';
import { CommandIDs } from '../commands';
import { liveIcon } from '../icons';
import { LiveModel } from '../models/live';
import { IAutogradeClient, ILiveEvents, IPerson } from '../tokens';
import { LivePanel } from '../widgets/live-panel';
import { addStaffPanel } from './staff-panel';

/** The live classroom: what students work on. */
export const live: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-autograde:live',
  description: 'Adds the panel with what students work on, for staff.',
  autoStart: true,
  requires: [IAutogradeClient, ILiveEvents, IPerson],
  optional: [ITranslator, ILayoutRestorer, ILauncher, INotebookTree],
  activate: (
    app,
    client: IAutogradeClient,
    events: ILiveEvents,
    person: IPerson,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null,
    launcher: ILauncher | null,
    tree: INotebookTree | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_autograde');
    const { baseUrl } = app.serviceManager.serverSettings;
    const api = URLExt.join(baseUrl, 'autograde/api');
    addStaffPanel({
      app,
      person,
      restorer,
      launcher,
      tree,
      trans,
      command: CommandIDs.openLive,
      name: 'live',
      label: trans.__('Live Classroom'),
      caption: trans.__('Show what students of your courses are working on'),
      icon: liveIcon,
      create: () => {
        const model = new LiveModel({ client, live: events });
        return new LivePanel({
          model,
          trans,
          exportUrl: (courseId, assignmentId) =>
            `${api}/${liveExportPath(courseId, assignmentId)}`,
          onSwitch: (enabled, days) =>
            void switchLive(model, enabled, days, trans)
        });
      }
    });
  }
};
