import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { askAboutGrade } from './actions/ask-about-grade';
import { showOwnAttempts } from './actions/attempts';
import { checkAssignment } from './actions/check';
import type { IActionEnvironment } from './actions/environment';
import { fetchAssignment } from './actions/fetch';
import { fetchFeedback } from './actions/feedback';
import { releaseNotebook, releasePicked } from './actions/release';
import { fetchSolution } from './actions/solution';
import { submitAssignment } from './actions/submit';
import type { ILocalAssignment } from './api/local';
import {
  askIcon,
  attemptsIcon,
  checkIcon,
  feedbackIcon,
  fetchIcon,
  refreshStatusIcon,
  releaseIcon,
  solutionIcon,
  submitIcon
} from './icons';
import type { NotebookStatusModel } from './models/notebook-status';
import type { IAssignments, INotebookStatuses, IPerson } from './tokens';

export namespace CommandIDs {
  /** Bring an assignment, a newer version of it, or the original files. */
  export const fetch = 'autograde:fetch';

  /** Bring the released feedback on an assignment. */
  export const fetchFeedback = 'autograde:fetch-feedback';

  /** Bring the solution of an assignment that is over. */
  export const fetchSolution = 'autograde:fetch-solution';

  /** Ask the staff about the grade of an assignment. */
  export const askAboutGrade = 'autograde:ask-about-grade';

  /** Show the user's attempts at an assignment. */
  export const showAttempts = 'autograde:show-attempts';

  /** Hand in an assignment. */
  export const submit = 'autograde:submit';

  /** Look at an assignment as Submit would, and hand nothing in. */
  export const check = 'autograde:check';

  /** Make an assignment of a notebook. */
  export const release = 'autograde:release';

  /** Make an assignment, or a version of one, of a notebook that is asked for. */
  export const releaseFrom = 'autograde:release-from';

  /** Put the released text of a cell back. */
  export const revertCell = 'autograde:revert-cell';

  /** Ask the server for everything that is shown. */
  export const refresh = 'autograde:refresh';

  /** Bring the user's assignments to the front. */
  export const openAssignments = 'autograde:open-assignments';

  /** Bring everybody's submissions to the front. */
  export const openFormgrader = 'autograde:open-formgrader';

  /** Bring what students work on to the front. */
  export const openLive = 'autograde:open-live';
}

/** What a command acts on: the open notebook of a path, an assignment, or else the notebook in front. */
interface ITargetArgs {
  path?: string;
  assignment?: string;
}

/** Of asking about a grade: also a question, instead of the whole. */
interface IAskArgs extends ITargetArgs {
  question?: string;
}

/** JSON schema of ITargetArgs. */
const TARGET = {
  type: 'object',
  properties: {
    path: {
      type: 'string',
      description:
        'Path of an open notebook; the one in front when it is left out.'
    },
    assignment: {
      type: 'string',
      description: 'Id of an assignment, instead of a path.'
    }
  }
} as const;

/** JSON schema of IAskArgs. */
const ASK_TARGET = {
  ...TARGET,
  properties: {
    ...TARGET.properties,
    question: {
      type: 'string',
      description: 'Name of a question, instead of the whole grade.'
    }
  }
} as const;

/** Where a release goes. */
interface IReleaseArgs {
  course?: string;
  assignment?: string;
}

/** JSON schema of IReleaseArgs. */
const RELEASE_TARGET = {
  type: 'object',
  properties: {
    course: {
      type: 'string',
      description: 'Id of the course; asked for when it is left out.'
    },
    assignment: {
      type: 'string',
      description:
        'Id of the assignment that gets a new version; a new one is made when it is left out.'
    }
  }
} as const;

const NO_ARGUMENTS = { type: 'object', properties: {} } as const;

export interface ICommandOptions extends IActionEnvironment {
  commands: CommandRegistry;
  statuses: INotebookStatuses;
  assignments: IAssignments;
  person: IPerson;
  /** Ask the server for everything that is shown. */
  refreshAll(): void;
}

/** Register the commands that act on notebooks and assignments. Panels register how they are opened. */
export function registerCommands(options: ICommandOptions): void {
  const { assignments, commands, statuses, trans } = options;

  /** The model a command is about; null when there is none. */
  const modelOf = (
    args: ReadonlyPartialJSONObject
  ): NotebookStatusModel | null => {
    const { path } = args as ITargetArgs;
    return path === undefined ? statuses.current : statuses.byPath(path);
  };

  /** The assignment a command is about, and how its view is made busy. */
  const targetOf = (
    args: ReadonlyPartialJSONObject,
    click: NotebookStatusModel.Busy
  ) => {
    const { assignment: id } = args as ITargetArgs;
    const listed = assignments.assignments?.find(a => a.id === id);
    if (id !== undefined) {
      return listed && { assignment: listed, busy: busyIn(listed, click) };
    }
    const model = modelOf(args);
    const assignment = model?.info?.assignment;
    return model && assignment
      ? {
          assignment: { ...assignment, my_submission: summaryOf(model) },
          busy: <T>(work: () => Promise<T>) => model.during(click, work)
        }
      : undefined;
  };

  /** The assignment a command is about, where its view need not be busy. */
  const assignmentOf = (
    args: ReadonlyPartialJSONObject
  ): ILocalAssignment | null | undefined => {
    const { assignment: id } = args as ITargetArgs;
    return id === undefined
      ? modelOf(args)?.info?.assignment
      : assignments.assignments?.find(a => a.id === id);
  };

  const busyIn =
    (assignment: ILocalAssignment, click: NotebookStatusModel.Busy) =>
    <T>(work: () => Promise<T>): Promise<T> =>
      click === 'check'
        ? assignments.whileLooking(assignment.id, work)
        : assignments.during(assignment.id, work);

  commands.addCommand(CommandIDs.fetch, {
    label: trans.__('Fetch'),
    caption: trans.__(
      'Fetch an assignment, its newer version, or the original files'
    ),
    icon: fetchIcon,
    describedBy: { args: TARGET },
    isEnabled: args => (modelOf(args)?.busy ?? null) === null,
    execute: async args => {
      const target = targetOf(args, 'fetch');
      if (!target) {
        return commands.execute(CommandIDs.openAssignments);
      }
      const fetched = await fetchAssignment(
        target.assignment,
        target.busy,
        options
      );
      return fetched && { folder: fetched.folder };
    }
  });

  /** Whether there is something that feedback was released on. */
  const isTold = (args: ReadonlyPartialJSONObject): boolean =>
    (args as ITargetArgs).assignment !== undefined ||
    Boolean(modelOf(args)?.info?.assignment?.my_submission?.feedback_attempt);

  commands.addCommand(CommandIDs.fetchFeedback, {
    label: trans.__('Fetch Feedback'),
    caption: trans.__('Fetch the feedback on your work'),
    icon: feedbackIcon,
    describedBy: { args: TARGET },
    isEnabled: isTold,
    execute: async args => {
      const target = targetOf(args, 'fetch');
      if (target) {
        await fetchFeedback(target.assignment, target.busy, options);
      }
    }
  });

  commands.addCommand(CommandIDs.fetchSolution, {
    label: trans.__('Solution'),
    caption: trans.__(
      'Read the solution of an assignment that is over, beside your own work'
    ),
    icon: solutionIcon,
    describedBy: { args: TARGET },
    isEnabled: args =>
      (args as ITargetArgs).assignment !== undefined ||
      modelOf(args)?.info?.assignment?.solution_readable === true,
    execute: async args => {
      const target = targetOf(args, 'fetch');
      if (target) {
        await fetchSolution(target.assignment, target.busy, options);
      }
    }
  });

  commands.addCommand(CommandIDs.askAboutGrade, {
    label: trans.__('Ask About the Grade…'),
    caption: trans.__('Ask the staff about your grade, or read their answer'),
    icon: askIcon,
    describedBy: { args: ASK_TARGET },
    isEnabled: isTold,
    execute: async args => {
      const assignment = assignmentOf(args);
      if (assignment) {
        await askAboutGrade(
          assignment,
          options,
          (args as IAskArgs).question ?? null
        );
      }
    }
  });

  commands.addCommand(CommandIDs.showAttempts, {
    label: trans.__('Attempts…'),
    caption: trans.__(
      'Show your attempts: receipts, what has changed since, and the way back'
    ),
    icon: attemptsIcon,
    describedBy: { args: TARGET },
    isEnabled: args =>
      (args as ITargetArgs).assignment !== undefined ||
      Boolean(modelOf(args)?.info?.submission),
    execute: async args => {
      const assignment = assignmentOf(args);
      if (assignment) {
        await showOwnAttempts(assignment, options);
      }
    }
  });

  commands.addCommand(CommandIDs.submit, {
    label: trans.__('Submit'),
    caption: trans.__('Save the notebook and hand in its assignment'),
    icon: submitIcon,
    describedBy: { args: TARGET },
    isEnabled: args => {
      const model = modelOf(args);
      return (
        (args as ITargetArgs).assignment !== undefined ||
        (model !== null && model.canSubmit && model.busy === null)
      );
    },
    execute: async args => {
      const target = targetOf(args, 'submit');
      if (target) {
        // The pill says that something is sent only while it is.
        await submitAssignment(
          target.assignment,
          target.busy,
          options,
          targetOf(args, 'check')?.busy
        );
      }
    }
  });

  commands.addCommand(CommandIDs.check, {
    label: trans.__('Check'),
    caption: trans.__(
      'See whether anything is missing before you submit; nothing is handed in'
    ),
    icon: checkIcon,
    describedBy: { args: TARGET },
    isEnabled: args => {
      const model = modelOf(args);
      return (
        (args as ITargetArgs).assignment !== undefined ||
        (Boolean(model?.info?.assignment) && model?.busy === null)
      );
    },
    execute: async args => {
      const target = targetOf(args, 'check');
      if (target) {
        await checkAssignment(target.assignment, target.busy, options);
      }
    }
  });

  commands.addCommand(CommandIDs.release, {
    label: trans.__('Release'),
    caption: trans.__('Make an assignment of this notebook for your course'),
    icon: releaseIcon,
    describedBy: { args: TARGET },
    isEnabled: args => {
      const model = modelOf(args);
      return model !== null && model.canRelease && model.busy === null;
    },
    isVisible: args =>
      options.person.isStaff || modelOf(args)?.canRelease === true,
    execute: async args => {
      const model = modelOf(args);
      if (model) {
        await releaseNotebook(model, options);
      }
    }
  });

  commands.addCommand(CommandIDs.releaseFrom, {
    label: trans.__('Release From Notebook…'),
    caption: trans.__(
      'Choose a notebook, and make an assignment, or a new version of one, of it'
    ),
    icon: releaseIcon,
    describedBy: { args: RELEASE_TARGET },
    isEnabled: () => options.person.isLeader,
    isVisible: () => options.person.isLeader,
    execute: args => {
      const { course, assignment } = args as IReleaseArgs;
      return releasePicked(
        { courseId: course, assignmentId: assignment },
        options
      );
    }
  });

  commands.addCommand(CommandIDs.refresh, {
    label: trans.__('Refresh Assignments and Status'),
    caption: trans.__('Ask the server for everything that is shown'),
    icon: refreshStatusIcon,
    describedBy: { args: NO_ARGUMENTS },
    execute: () => options.refreshAll()
  });

  const refreshEnabled = (): void => {
    for (const id of [
      CommandIDs.fetch,
      CommandIDs.fetchFeedback,
      CommandIDs.fetchSolution,
      CommandIDs.askAboutGrade,
      CommandIDs.showAttempts,
      CommandIDs.check,
      CommandIDs.submit,
      CommandIDs.release,
      CommandIDs.releaseFrom
    ]) {
      commands.notifyCommandChanged(id);
    }
  };
  statuses.currentChanged.connect(refreshEnabled);
  options.person.changed.connect(refreshEnabled);
}

/** The newest submission as lists have it: a notebook's own status is newer than any list. */
function summaryOf(
  model: NotebookStatusModel
): ILocalAssignment['my_submission'] {
  const { info } = model;
  return info?.submission ?? info?.assignment?.my_submission ?? null;
}
