import { URLExt } from '@jupyterlab/coreutils';
import { switchLive } from '../actions/switch-live';
import { liveExportPath } from '../api/client';
import { CommandIDs } from '../commands';
import { liveIcon } from '../icons';
import { LiveModel } from '../models/live';
import { LivePanel } from '../widgets/live-panel';
import { staffPanelPlugin } from './staff-panel';

/** The live classroom: what students work on. */
export const live = staffPanelPlugin(
  'jupyter-autograde:live',
  'Adds the panel with what students work on, for staff.',
  ({ app, client, events, trans }) => {
    const { baseUrl } = app.serviceManager.serverSettings;
    const api = URLExt.join(baseUrl, 'autograde/api');
    return {
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
    };
  }
);
