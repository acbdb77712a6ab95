/** Name of the environment variable with the address of a hub that somebody started to write tests with. */
export const ADDRESS = 'AUTOGRADE_HUB';

/** Name of the environment variable with the address of a worker's hub. */
export function addressOf(worker: number): string {
  return `${ADDRESS}_${worker}`;
}

/** Who is who, as `jupyter_autograde/testing/browser_hub.py` has it. */
export const INSTRUCTOR = 'ines';
export const TA = 'tom';
export const OUTSIDER = 'olga';
export const COURSE = 'data-101';

/** The source notebook in the instructor's home, and its name. */
export const SOURCE = 'sources/counting.ipynb';
export const NOTEBOOK = 'counting.ipynb';
/** A notebook with a question that a person grades, of 4 points, beside one of 2 with a test. */
export const SKY = 'sky.ipynb';
/** What answers that question in the source. */
export const SKY_ANSWER = 'The air scatters blue light more than red light.';
/** The same with another such question after it, of 1 point. */
export const SKY_AT_NOON = 'sky-at-noon.ipynb';
/** A notebook of no assignment. */
export const NOTES = 'sources/notes.ipynb';

interface IAddress {
  /** Of the hub, with a slash at the end. */
  url: string;
  /** Where the hub's program is asked for what browsers can't do. */
  control: string;
  password: string;
}

export interface IAssignment {
  id: string;
  name: string;
}

export interface ISubmission {
  id: string;
  state: string;
  score: number;
  max_score: number;
}

export function parseAddress(line: string): IAddress {
  return JSON.parse(line) as IAddress;
}

/** The hub of this worker. */
export function hub(): IAddress {
  const own = addressOf(Number(process.env.TEST_PARALLEL_INDEX ?? 0));
  return parseAddress((process.env[ADDRESS] ?? process.env[own])!);
}

async function ask<T>(verb: string, body: object = {}): Promise<T> {
  const answer = await fetch(`${hub().control}/${verb}`, {
    method: 'POST',
    body: JSON.stringify(body)
  });
  if (!answer.ok) {
    throw new Error(`${verb}: ${await answer.text()}`);
  }
  return (await answer.json()) as T;
}

interface IReleaseOptions {
  /** Texts beside the notebook, by their path. */
  files?: Record<string, string>;
  /** What else holds, in the words of the service's API. */
  terms?: Record<string, unknown>;
}

/** Release a notebook as an assignment of this name, by the service's API; what is due within a day is warned of. */
export function release(
  name: string,
  dueInHours: number | null = 48,
  notebook = NOTEBOOK,
  options: IReleaseOptions = {}
): Promise<IAssignment> {
  return ask('release', {
    name,
    notebook,
    due_in_hours: dueInHours,
    ...options
  });
}

/** Build another version of an assignment, with texts in place of others in its source; it is not released. */
export function buildAgain(
  assignment: IAssignment,
  texts: Record<string, string>
): Promise<object> {
  return ask('build_again', {
    assignment_id: assignment.id,
    notebook: NOTEBOOK,
    texts
  });
}

/** Let a new person lead the course, and a new one of this name. */
export function lead(user: string, course: string): Promise<object> {
  return ask('lead', { user, course });
}

/** Give one student more time and attempts. */
export function extend(
  assignment: IAssignment,
  user: string,
  dueInHours: number,
  extraAttempts: number
): Promise<object> {
  return ask('extend', {
    assignment_id: assignment.id,
    user,
    due_in_hours: dueInHours,
    extra_attempts: extraAttempts
  });
}

/** Write about a question of a submission; the next feedback has it. */
export function comment(
  submission: ISubmission,
  question: string,
  text: string
): Promise<object> {
  return ask('comment', { submission_id: submission.id, question, text });
}

/** Fetch, and hand in the solution with some of its texts replaced, by the service's API; wait for the score. */
export function handIn(
  assignment: IAssignment,
  user: string,
  answers: Record<string, string> = {},
  wait = true,
  notebook = NOTEBOOK
): Promise<ISubmission> {
  return ask('submit', {
    assignment_id: assignment.id,
    user,
    notebook,
    answers,
    wait
  });
}

/** Hand in for as many new students, each with a text of its own in place of one in the source. */
export function handInMany(
  assignment: IAssignment,
  notebook: string,
  replaced: string,
  texts: readonly string[]
): Promise<object> {
  return ask('submit_many', {
    assignment_id: assignment.id,
    notebook,
    replaced,
    texts
  });
}

/** Make feedback on what was handed in, and let the students see it. */
export function releaseFeedback(assignment: IAssignment): Promise<object> {
  return ask('feedback', { assignment_id: assignment.id });
}

/** Lose the files of a submission, as a bad disk does, and grade it again: that fails, after some tries. */
export function lose(submission: ISubmission): Promise<object> {
  return ask('lose', { submission_id: submission.id });
}

/** A course of very many students. */
export interface ICrowd {
  course_id: string;
  submissions: number;
}

/** Make a course of so many students with ten submissions each, like the graded ones of an assignment. */
export function crowd(like: IAssignment, students: number): Promise<ICrowd> {
  return ask('crowd', { assignment_id: like.id, students });
}

/** Let the grades of an assignment go to a platform that knows none of its students, and wait until it has said so. */
export function refusePassback(assignment: IAssignment): Promise<object> {
  return ask('refused_passback', { assignment_id: assignment.id });
}

/** Let that platform know everybody. */
export function acceptPassback(): Promise<object> {
  return ask('accept_passback');
}

/** Let an assignment take no more submissions, and show its solution where that is wanted. */
export function close(
  assignment: IAssignment,
  solution = false
): Promise<IAssignment> {
  return ask('close', { assignment_id: assignment.id, solution });
}

/** Give a person otter-submit's button, and the solved notebook with what otter-service wants in its metadata. */
export function giveOldButton(
  user: string,
  assignment: IAssignment
): Promise<object> {
  return ask('old_button', {
    user,
    assignment: assignment.name,
    notebook: NOTEBOOK
  });
}

export type Theme = 'light' | 'dark';

/** Let pages that a person opens from now on have a theme. */
export function chooseTheme(user: string, theme: Theme): Promise<object> {
  const name = theme === 'dark' ? 'JupyterLab Dark' : 'JupyterLab Light';
  return ask('theme', { user, name });
}

/** Let pages that a person opens from now on speak a language. */
export function chooseLanguage(user: string, locale: string): Promise<object> {
  return ask('language', { user, locale });
}

/** End the service; the hub's proxy stays. */
export function stopService(): Promise<object> {
  return ask('stop');
}

/** Start it again, and wait until it answers. */
export function startService(): Promise<object> {
  return ask('start');
}

/**
 * Name of an assignment that is new on this hub.
 *
 * Playwright goes on after a failed test with another process, which does the set-up of the file again; and who
 * writes tests runs them again and again on one hub, with another ending each time.
 */
export function named(name: string): string {
  const worker = Number(process.env.TEST_WORKER_INDEX ?? 0);
  const again = worker > 0 ? ` (${worker + 1})` : '';
  return `${name}${again}${process.env.AUTOGRADE_NAMES ?? ''}`;
}
