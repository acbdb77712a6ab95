import type { CommandRegistry } from '@lumino/commands';
import { askAboutGrade } from './actions/ask-about-grade';
import { showOwnAttempts } from './actions/attempts';
import { checkAssignment } from './actions/check';
import type { IActionEnvironment } from './actions/environment';
import { fetchAssignment } from './actions/fetch';
import { fetchFeedback } from './actions/feedback';
import { releaseNotebook, releasePicked } from './actions/release';
import { fetchSolution } from './actions/solution';
import { submitAssignment } from './actions/submit';
import {
  ASK_TARGET,
  CommandTargets,
  namesAssignment,
  NO_ARGUMENTS,
  RELEASE_TARGET,
  TARGET,
  type IAskArgs,
  type IReleaseArgs
} from './command-targets';
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
import type { IPerson } from './tokens';

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

export interface ICommandOptions
  extends IActionEnvironment, CommandTargets.IOptions {
  commands: CommandRegistry;
  person: IPerson;
  /** Ask the server for everything that is shown. */
  refreshAll(): void;
}

/** Register the commands that act on notebooks and assignments. Panels register how they are opened. */
export function registerCommands(options: ICommandOptions): void {
  const { commands, statuses, trans } = options;
  const targets = new CommandTargets(options);

  commands.addCommand(CommandIDs.fetch, {
    label: trans.__('Fetch'),
    caption: trans.__(
      'Fetch an assignment, its newer version, or the original files'
    ),
    icon: fetchIcon,
    describedBy: { args: TARGET },
    isEnabled: args => (targets.modelOf(args)?.busy ?? null) === null,
    execute: async args => {
      const target = targets.targetOf(args, 'fetch');
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

  commands.addCommand(CommandIDs.fetchFeedback, {
    label: trans.__('Fetch Feedback'),
    caption: trans.__('Fetch the feedback on your work'),
    icon: feedbackIcon,
    describedBy: { args: TARGET },
    isEnabled: args => targets.isTold(args),
    execute: async args => {
      const target = targets.targetOf(args, 'fetch');
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
      namesAssignment(args) ||
      targets.modelOf(args)?.info?.assignment?.solution_readable === true,
    execute: async args => {
      const target = targets.targetOf(args, 'fetch');
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
    isEnabled: args => targets.isTold(args),
    execute: async args => {
      const assignment = targets.assignmentOf(args);
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
      namesAssignment(args) || Boolean(targets.modelOf(args)?.info?.submission),
    execute: async args => {
      const assignment = targets.assignmentOf(args);
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
      const model = targets.modelOf(args);
      return (
        namesAssignment(args) ||
        (model !== null && model.canSubmit && model.busy === null)
      );
    },
    execute: async args => {
      const target = targets.targetOf(args, 'submit');
      if (target) {
        // The pill says that something is sent only while it is.
        await submitAssignment(
          target.assignment,
          target.busy,
          options,
          targets.targetOf(args, 'check')?.busy
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
      const model = targets.modelOf(args);
      return (
        namesAssignment(args) ||
        (Boolean(model?.info?.assignment) && model?.busy === null)
      );
    },
    execute: async args => {
      const target = targets.targetOf(args, 'check');
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
      const model = targets.modelOf(args);
      return model !== null && model.canRelease && model.busy === null;
    },
    isVisible: args =>
      options.person.isStaff || targets.modelOf(args)?.canRelease === true,
    execute: async args => {
      const model = targets.modelOf(args);
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
