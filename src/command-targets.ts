import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { Busy } from './actions/environment';
import type { ILocalAssignment } from './api/local';
import type { NotebookStatusModel } from './models/notebook-status';
import type { IAssignments, INotebookStatuses } from './tokens';

/** What a command acts on: the open notebook of a path, an assignment, or else the notebook in front. */
export interface ITargetArgs {
  path?: string;
  assignment?: string;
}

/** Of asking about a grade: also a question, instead of the whole. */
export interface IAskArgs extends ITargetArgs {
  question?: string;
}

/** JSON schema of ITargetArgs. */
export const TARGET = {
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
export const ASK_TARGET = {
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
export interface IReleaseArgs {
  course?: string;
  assignment?: string;
}

/** JSON schema of IReleaseArgs. */
export const RELEASE_TARGET = {
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

/** JSON schema of none. */
export const NO_ARGUMENTS = { type: 'object', properties: {} } as const;

/** Whether a command is about an assignment of the list, not about a notebook. */
export function namesAssignment(args: ReadonlyPartialJSONObject): boolean {
  return (args as ITargetArgs).assignment !== undefined;
}

/** Finds what a command acts on. */
export class CommandTargets {
  constructor(private readonly _options: CommandTargets.IOptions) {}

  /** The model a command is about; null when there is none. */
  modelOf(args: ReadonlyPartialJSONObject): NotebookStatusModel | null {
    const { statuses } = this._options;
    const { path } = args as ITargetArgs;
    return path === undefined ? statuses.current : statuses.byPath(path);
  }

  /** The assignment a command is about, where its view need not be busy. */
  assignmentOf(
    args: ReadonlyPartialJSONObject
  ): ILocalAssignment | null | undefined {
    return namesAssignment(args)
      ? this._listed(args)
      : this.modelOf(args)?.info?.assignment;
  }

  /** The assignment a command is about, and how its view is made busy. */
  targetOf(
    args: ReadonlyPartialJSONObject,
    click: NotebookStatusModel.Busy
  ): { assignment: ILocalAssignment; busy: Busy } | undefined {
    if (namesAssignment(args)) {
      const assignment = this._listed(args);
      return (
        assignment && { assignment, busy: this._busyIn(assignment, click) }
      );
    }
    const model = this.modelOf(args);
    const assignment = model?.info?.assignment;
    return model && assignment
      ? {
          assignment: { ...assignment, my_submission: summaryOf(model) },
          busy: work => model.during(click, work)
        }
      : undefined;
  }

  /** Whether there is something that feedback was released on. */
  isTold(args: ReadonlyPartialJSONObject): boolean {
    const assignment = this.modelOf(args)?.info?.assignment;
    return (
      namesAssignment(args) ||
      Boolean(assignment?.my_submission?.feedback_attempt)
    );
  }

  private _listed(
    args: ReadonlyPartialJSONObject
  ): ILocalAssignment | undefined {
    const { assignment: id } = args as ITargetArgs;
    return this._options.assignments.assignments?.find(a => a.id === id);
  }

  private _busyIn(
    { id }: ILocalAssignment,
    click: NotebookStatusModel.Busy
  ): Busy {
    const { assignments } = this._options;
    return work =>
      click === 'check'
        ? assignments.whileLooking(id, work)
        : assignments.during(id, work);
  }
}

export namespace CommandTargets {
  export interface IOptions {
    statuses: INotebookStatuses;
    assignments: IAssignments;
  }
}

/** The newest submission as lists have it: a notebook's own status is newer than any list. */
function summaryOf(
  model: NotebookStatusModel
): ILocalAssignment['my_submission'] {
  const { info } = model;
  return info?.submission ?? info?.assignment?.my_submission ?? null;
}
