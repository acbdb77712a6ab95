import { Notification } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import { describeError } from '../api/errors';
import type { ICandidateFile, INotebookInfo } from '../api/local';
import type { Assignment, AssignmentVersion } from '../api/schemas';
import type { IReleaseChoice } from '../components/release-form';
import type { NotebookStatusModel } from '../models/notebook-status';
import { waitForVersion } from '../models/release';
import { askHowToRelease } from '../widgets/dialogs/release';
import { askToRelease } from '../widgets/dialogs/release-report';
import { showFault } from '../widgets/dialogs/fault';
import { openContext, saveDocument } from './documents';
import type { Busy, IActionEnvironment } from './environment';

/** Where a release shall go, as far as it is known before a notebook is chosen. */
export interface IReleaseTarget {
  courseId?: string;
  /** Of the assignment of which it makes a new version. */
  assignmentId?: string;
}

/** Ask how, build and prove a version, show the report, and release it when that is confirmed. */
export async function releaseNotebook(
  model: NotebookStatusModel,
  environment: IActionEnvironment
): Promise<void> {
  if (model.info) {
    await releaseBy(
      model.info,
      {},
      work => model.during('release', work),
      environment
    );
  }
}

/** Ask which notebook, then as `releaseNotebook`; resolves with the id of the assignment when a version was built. */
export async function releasePicked(
  target: IReleaseTarget,
  environment: IActionEnvironment
): Promise<string | null> {
  const { client, trans } = environment;
  const path = await environment.pickNotebook();
  if (path === null) {
    return null;
  }
  const name = PathExt.basename(path);
  let info: INotebookInfo;
  try {
    info = await client.notebook(path);
  } catch (reason) {
    await showFault(
      trans.__('“%1” was not released', name),
      describeError(reason, trans),
      trans
    );
    return null;
  }
  if (!info.can.release) {
    await showFault(
      trans.__('“%1” was not released', name),
      {
        sentence: trans.__('This notebook can’t be released from here.'),
        nextStep: trans.__(
          'Choose your own notebook, with solutions and tests, and not what was fetched of an assignment.'
        ),
        retry: false
      },
      trans
    );
    return null;
  }
  return releaseBy(info, target, work => work(), environment);
}

async function releaseBy(
  info: INotebookInfo,
  target: IReleaseTarget,
  busy: Busy,
  environment: IActionEnvironment
): Promise<string | null> {
  const { client, trans } = environment;
  const { path } = info;
  const assignments = await taughtAssignments(info, environment);
  const files = await client.candidateFiles(path).catch(() => []);
  const choice = await askHowToRelease({
    courses: info.teaches,
    assignments,
    files,
    folder: PathExt.dirname(path),
    initial: firstChoice(info, target, assignments, files),
    trans
  });
  if (!choice) {
    return null;
  }
  const existing = assignments.find(
    a => a.course_id === choice.courseId && a.name === choice.name
  );
  const version = await busy(() => build(path, choice, existing, environment));
  if (version && (await askToRelease(choice.name, version, trans))) {
    await release(choice, version, existing, environment);
  }
  return version?.assignment_id ?? null;
}

/** What the courses have already; what can't be asked for is only a missing hint. */
async function taughtAssignments(
  info: INotebookInfo,
  { client }: IActionEnvironment
): Promise<Assignment[]> {
  const lists = await Promise.all(
    info.teaches.map(course => client.assignments(course.id).catch(() => []))
  );
  return lists.flat();
}

function firstChoice(
  { path, teaches }: INotebookInfo,
  target: IReleaseTarget,
  assignments: readonly Assignment[],
  files: readonly ICandidateFile[]
): IReleaseChoice {
  const wanted = assignments.find(a => a.id === target.assignmentId);
  const courseId =
    wanted?.course_id ??
    teaches.find(course => course.id === target.courseId)?.id ??
    teaches[0]?.id ??
    '';
  const name = wanted?.name ?? PathExt.basename(path, PathExt.extname(path));
  const existing = assignments.find(
    a => a.course_id === courseId && a.name === name
  );
  return {
    courseId,
    name,
    dueAt: existing?.due_at ?? null,
    files: files.filter(({ named }) => named).map(({ path }) => path)
  };
}

/** Send the source and wait for the proof; null when that failed and was said. */
async function build(
  path: string,
  choice: IReleaseChoice,
  existing: Assignment | undefined,
  environment: IActionEnvironment
): Promise<AssignmentVersion | null> {
  const { client, documents, live, trans } = environment;
  const id = Notification.emit(
    trans.__('Building and checking “%1”…', choice.name),
    'in-progress',
    { autoClose: false }
  );
  try {
    await saveDocument(openContext(documents, path));
    const version = await client.release({
      path,
      course_id: choice.courseId,
      name: choice.name,
      due_at: choice.dueAt,
      files: [...choice.files],
      assignment_id: existing?.id ?? null
    });
    return await waitForVersion(version.id, { client, live });
  } catch (reason) {
    await showFault(
      trans.__('“%1” could not be built', choice.name),
      describeError(reason, trans),
      trans
    );
    return null;
  } finally {
    Notification.dismiss(id);
  }
}

async function release(
  choice: IReleaseChoice,
  version: AssignmentVersion,
  existing: Assignment | undefined,
  { client, trans }: IActionEnvironment
): Promise<void> {
  try {
    // Not before: until it is confirmed nothing changes for students.
    if (existing && (existing.due_at ?? null) !== choice.dueAt) {
      await client.changeAssignment(existing.id, { due_at: choice.dueAt });
    }
    const released = await client.releaseVersion(version.id);
    Notification.success(
      trans.__(
        'Released version %1 of “%2”. Students can fetch it now.',
        released.number,
        choice.name
      ),
      { autoClose: 10_000 }
    );
  } catch (reason) {
    await showFault(
      trans.__('“%1” was not released', choice.name),
      describeError(reason, trans),
      trans
    );
  }
}
