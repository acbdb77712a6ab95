import type { TranslationBundle } from '@jupyterlab/translation';
import { dueTime } from '../timestamps';

/** An error answer of the server extension or the service, or the lack of any answer. */
export class ApiError extends Error {
  constructor(options: ApiError.IOptions) {
    super(options.message);
    this.name = 'ApiError';
    this.code = options.code;
    this.status = options.status;
    this.details = options.details ?? {};
  }

  /** Stable name of the error, as `jupyter_autograde.errors` draws the tree. */
  readonly code: string;

  /** HTTP status; 0 = no answer at all. */
  readonly status: number;

  /** Plain data: names, limits, the offending path. */
  readonly details: Readonly<Record<string, unknown>>;
}

export namespace ApiError {
  export interface IOptions {
    message: string;
    code: string;
    status: number;
    details?: Record<string, unknown>;
  }
}

/** What a person reads about an error. */
export interface IErrorText {
  /** What happened, a sentence. */
  sentence: string;

  /** What to do now, a sentence; empty when there is nothing to do. */
  nextStep: string;

  /** Whether the same action can help when it is tried again. */
  retry: boolean;
}

type Words = (
  trans: TranslationBundle,
  message: string,
  details: ApiError['details']
) => IErrorText;

const text = (
  sentence: string,
  nextStep: string,
  retry = false
): IErrorText => ({ sentence, nextStep, retry });

/** The service's own sentence says more than we could; we add the next step. */
const own =
  (nextStep: (trans: TranslationBundle) => string, retry = false): Words =>
  (trans, message) =>
    text(message, nextStep(trans), retry);

const SENTENCES: Record<string, Words> = {
  server_unreachable: trans =>
    text(
      trans.__('Your Jupyter server does not answer.'),
      trans.__('Check your connection and that your server is running.'),
      true
    ),
  service_unreachable: trans =>
    text(
      trans.__('The grading service does not answer.'),
      trans.__(
        'Your work is safe in your own files. Try again in a few minutes.'
      ),
      true
    ),
  hub_unreachable: trans =>
    text(
      trans.__('JupyterHub does not answer, so nobody can be identified.'),
      trans.__('Try again in a few minutes.'),
      true
    ),
  not_authenticated: trans =>
    text(
      trans.__('You are not logged in any more.'),
      trans.__('Reload the page and log in again; nothing is lost.')
    ),
  missing_scope: own(trans =>
    trans.__('Show this sentence to the people who run your JupyterHub.')
  ),
  not_found: trans =>
    text(
      trans.__('This is not there, or it is not yours to see.'),
      trans.__('Refresh the list; it may have been withdrawn.')
    ),
  file_missing: own(trans =>
    trans.__(
      'Save it if it is still open. The notebook of an assignment can be fetched again in the Assignments panel.'
    )
  ),
  method_not_allowed: trans =>
    text(
      trans.__('The service does not know this kind of request.'),
      trans.__(
        'Reload the page; if it happens again, tell the operators that versions differ.'
      )
    ),
  request_timeout: trans =>
    text(
      trans.__('The files took too long to arrive, so nothing was taken.'),
      trans.__('Check your connection and try again.'),
      true
    ),
  permission_denied: trans =>
    text(
      trans.__('Your role in this course does not allow that.'),
      trans.__('Ask an instructor of the course.')
    ),
  assignment_closed: trans =>
    text(
      trans.__('This assignment takes no more submissions.'),
      trans.__('Ask your instructor if you think it should be open.')
    ),
  deadline_passed: (trans, _, { closes_at: closes }) =>
    text(
      typeof closes === 'string'
        ? trans.__('The last moment to hand in was %1.', dueTime(closes))
        : trans.__('The last moment for late work has passed.'),
      trans.__('Ask your instructor for an extension.')
    ),
  assignment_not_open: (trans, message, { opens_at: opens }) =>
    text(
      typeof opens === 'string'
        ? trans.__('This assignment opens %1.', dueTime(opens))
        : message,
      trans.__('Submit it again then.')
    ),
  attempts_used_up: (trans, message, { again_at: again }) =>
    typeof again === 'string'
      ? text(
          trans.__('You have no attempt left for now.'),
          trans.__('The next one is possible %1.', dueTime(again))
        )
      : text(message, trans.__('Ask your instructor if you need another one.')),
  not_released: trans =>
    text(
      trans.__('This assignment has not been released yet.'),
      trans.__('Come back when your instructor has released it.')
    ),
  already_exists: own(trans => trans.__('Choose another name.')),
  has_submissions: trans =>
    text(
      trans.__('Students have handed in, so it can’t be a draft again.'),
      trans.__('Close it instead; their work stays.')
    ),
  too_many_assignments: own(trans =>
    trans.__('Use another course, or ask who runs the service to allow more.')
  ),
  release_not_ready: trans =>
    text(
      trans.__('This version is not ready to be released.'),
      trans.__('Wait until it is built, or release the notebook anew.')
    ),
  idempotency_key_reused: trans =>
    text(
      trans.__('This submission was sent before with other content.'),
      trans.__('Submit again; it becomes a new attempt.'),
      true
    ),
  conflict: own(trans => trans.__('Refresh and try again.'), true),
  invalid_name: own(trans => trans.__('Choose another name.')),
  invalid_notebook: own(trans =>
    trans.__('Mend the notebook, save it, and try again.')
  ),
  invalid_bundle: own(trans => trans.__('Save all files and try again.')),
  unsafe_path: own(trans =>
    trans.__('Rename the file or leave it out, then try again.')
  ),
  digest_mismatch: trans =>
    text(
      trans.__('The files arrived damaged and were not taken.'),
      trans.__('Try again.'),
      true
    ),
  bundle_too_large: own(trans =>
    trans.__('Remove large outputs or files you do not need, then try again.')
  ),
  invalid_source: own(trans =>
    trans.__('Mend the notebook as described and release it again.')
  ),
  invalid_input: own(trans => trans.__('Change what you entered.')),
  attempt_limit_reached: own(trans =>
    trans.__('Wait until new attempts are allowed, or ask your instructor.')
  ),
  too_many_requests: trans =>
    text(
      trans.__('That was too often in a short time.'),
      trans.__('Wait a minute and try again.'),
      true
    ),
  // The service says how the course gets another one; students never meet this.
  environment_unavailable: own(trans => trans.__('Then release again.')),
  sandbox_unavailable: trans =>
    text(
      trans.__('The service cannot grade safely at the moment.'),
      trans.__('Submissions are kept and graded later. Tell the operators.')
    ),
  worker_lost: trans =>
    text(
      trans.__('Grading was interrupted.'),
      trans.__('It is tried again by itself.'),
      true
    ),
  grading_error: own(trans =>
    trans.__('Tell your instructor; your submission is kept.')
  ),
  storage_full: trans =>
    text(
      trans.__('The disk is full; nothing was written.'),
      trans.__('Free some space, or tell the operators, then try again.')
    ),
  storage_error: trans =>
    text(
      trans.__('The service could not store that.'),
      trans.__('Try again in a few minutes.'),
      true
    ),
  schema_outdated: own(trans => trans.__('Tell the operators.')),
  server_extension_missing: trans =>
    text(
      trans.__('This server has no Autograde server extension.'),
      trans.__(
        'Ask the people who run it to install and enable jupyter_autograde.'
      )
    ),
  not_saved: trans =>
    text(
      trans.__('The notebook could not be saved, so nothing was sent.'),
      trans.__('Save it with another name or free some space, then try again.')
    ),
  no_receipt_key: trans =>
    text(
      trans.__(
        'The service names no key to check this receipt with, so it was not saved.'
      ),
      trans.__('Ask the people who run the grading service.')
    ),
  not_configured: trans =>
    text(
      trans.__('No grading service is set up for this server.'),
      trans.__('Ask the people who run your JupyterHub.')
    )
};

/** A server that knows no service answers as if that were away. */
function codeOf(error: ApiError): string {
  return error.details.configured === false ? 'not_configured' : error.code;
}

/** Turn any thrown value into words for a person. Never shows raw JSON or a traceback. */
export function describeError(
  error: unknown,
  trans: TranslationBundle
): IErrorText {
  if (error instanceof ApiError) {
    const words = SENTENCES[codeOf(error)];
    if (words) {
      return words(trans, error.message, error.details);
    }
    return text(
      error.message || trans.__('Something went wrong.'),
      error.status >= 500
        ? trans.__('Try again; if it happens again, tell the operators.')
        : '',
      error.status >= 500
    );
  }
  return text(
    trans.__('Something unexpected went wrong.'),
    trans.__('Reload the page and try again.'),
    true
  );
}

/** The sentence and the next step as one text. */
export function errorMessage(error: unknown, trans: TranslationBundle): string {
  const { sentence, nextStep } = describeError(error, trans);
  return nextStep ? `${sentence} ${nextStep}` : sentence;
}
