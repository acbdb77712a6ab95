import { assignments, assignmentsModel } from './plugins/assignments';
import { commands } from './plugins/commands';
import { deadlines } from './plugins/deadlines';
import { formgrader } from './plugins/formgrader';
import { language } from './plugins/language';
import { live } from './plugins/live';
import { questionCells } from './plugins/question-cells';
import { notebookToolbar } from './plugins/notebook-toolbar';
import { preferences } from './plugins/preferences';
import { client, liveEvents, person } from './plugins/service';
import { session } from './plugins/session';
import { status, statuses } from './plugins/status';

export * from './tokens';

export default [
  language,
  client,
  liveEvents,
  person,
  preferences,
  session,
  statuses,
  status,
  notebookToolbar,
  questionCells,
  assignmentsModel,
  assignments,
  deadlines,
  formgrader,
  live,
  commands
];
