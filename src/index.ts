import { assignments, assignmentsModel } from './plugins/assignments';
import { commands } from './plugins/commands';
import { formgrader } from './plugins/formgrader';
import { client, live, person } from './plugins/live';
import { notebookToolbar } from './plugins/notebook-toolbar';
import { status, statuses } from './plugins/status';

export * from './tokens';

export default [
  client,
  live,
  person,
  statuses,
  status,
  notebookToolbar,
  assignmentsModel,
  assignments,
  formgrader,
  commands
];
