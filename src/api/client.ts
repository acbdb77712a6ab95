import type {
  FetchMode,
  ICandidateFile,
  IFetched,
  IFetchedFeedback,
  ILocalAssignment,
  INotebookInfo,
  IPendingSubmission,
  IReleaseRequest,
  IStatus,
  ISubmitted
} from './local';
import type {
  Assignment,
  AssignmentChange,
  AssignmentVersion,
  Course,
  EventPage,
  Feedback,
  Grade,
  GradeRequest,
  GradeRequestState,
  Job,
  LiveClassroom,
  LiveSwitch,
  LiveTail,
  PassbackItems,
  Person,
  Resent,
  Submission,
  Todo
} from './schemas';
import { AssignmentClient, type IAssignmentClient } from './assignments';
import { GradebookClient, type IGradebookClient } from './gradebook';
import { OwnWorkClient, type IOwnWorkClient } from './own-work';
import { InsightClient, type IInsightClient } from './insight';
import { ManualClient, type IManualClient } from './manual';
import { RosterClient, type IRosterClient } from './roster';
import { ScoreChangesClient, type IScoreChangesClient } from './score-changes';
import { SubmissionsClient, type ISubmissionsClient } from './submissions';
import { withQuery, type Transport } from './transport';

/** The service's API: the same from the lab (through the server extension) and from its own page. */
export interface IServiceClient {
  /** Manual grading. */
  readonly manual: IManualClient;
  readonly gradebook: IGradebookClient;
  readonly insight: IInsightClient;
  readonly roster: IRosterClient;
  readonly scoreChanges: IScoreChangesClient;
  /** Many submissions at once; for staff. */
  readonly many: ISubmissionsClient;
  /** Looking after assignments. */
  readonly work: IAssignmentClient;
  me(): Promise<Person>;
  courses(): Promise<Course[]>;
  assignments(courseId: string): Promise<Assignment[]>;
  /** Change what `change` names. */
  changeAssignment(id: string, change: AssignmentChange): Promise<Assignment>;
  submissions(
    assignmentId: string,
    query?: ISubmissionQuery
  ): Promise<Submission[]>;
  submission(id: string): Promise<Submission>;
  /** Newest first. */
  grades(submissionId: string): Promise<Grade[]>;
  gradeAgain(submissionId: string): Promise<Job>;
  /** What is released, of staff the newest. */
  feedback(submissionId: string): Promise<Feedback>;
  /** What is to be done in a course; for staff. */
  todo(courseId: string): Promise<Todo>;
  /** Grades of an assignment that could not be passed back; for staff. */
  failedPassback(
    courseId: string,
    assignmentId: string
  ): Promise<PassbackItems>;
  /** Send grades again that could not be passed back. */
  sendGradesAgain(courseId: string, items: string[]): Promise<Resent>;
  /** Requests about grades in a course, the oldest first; for staff. */
  requests(courseId: string, query?: IRequestQuery): Promise<GradeRequest[]>;
  /** Requests about the grade of a submission, newest first. */
  requestsAbout(submissionId: string): Promise<GradeRequest[]>;
  /** Ask about a grade, or one question of it; null = the whole. */
  askAboutGrade(
    submissionId: string,
    text: string,
    question: string | null
  ): Promise<GradeRequest>;
  withdrawRequest(requestId: string): Promise<GradeRequest>;
  answerRequest(requestId: string, text: string): Promise<GradeRequest>;
  job(id: string): Promise<Job>;
  version(id: string): Promise<AssignmentVersion>;
  releaseVersion(id: string): Promise<AssignmentVersion>;
  /** What students of a course work on. */
  live(courseId: string): Promise<LiveClassroom>;
  /** The last cells of a student's notebook, as they were saved. */
  liveTail(courseId: string, user: string, path: string): Promise<LiveTail>;
  setLive(courseId: string, wanted: LiveSwitch): Promise<LiveClassroom>;
  /** Long poll; the lab hears events through its server, the service's page by `pageStream`. */
  events(query: IEventQuery): Promise<EventPage>;
}

/** Which events to ask for. */
export interface IEventQuery {
  /** Id of the last event that is known; left out = from now on. */
  after?: number;
  /** Seconds to wait for the first one, at most 10. */
  wait: number;
}

/** Which requests about grades to list. */
export interface IRequestQuery {
  state?: GradeRequestState;
  assignment_id?: string;
}

/** Which submissions to list. */
export interface ISubmissionQuery {
  user?: string;
  /** Only the newest of each student. */
  latest?: boolean;
  /** Id of the last submission of the page before. */
  after?: string;
  limit?: number;
}

/** All that the labextension asks its server for. */
export interface IAutogradeClient extends IServiceClient {
  /** The user's own attempts and files. */
  readonly ownWork: IOwnWorkClient;
  status(): Promise<IStatus>;
  localAssignments(): Promise<ILocalAssignment[]>;
  notebook(path: string): Promise<INotebookInfo>;
  fetch(assignmentId: string, mode: FetchMode): Promise<IFetched>;
  /** Bring the released feedback into the assignment's folder. */
  fetchFeedback(assignmentId: string): Promise<IFetchedFeedback>;
  submit(path: string): Promise<ISubmitted>;
  outbox(): Promise<IPendingSubmission[]>;
  forget(outboxId: string): Promise<void>;
  release(request: IReleaseRequest): Promise<AssignmentVersion>;
  candidateFiles(path: string): Promise<ICandidateFile[]>;
}

const id = encodeURIComponent;

/** Where the last cells of everybody's notebooks are, as a file of HTML: below the base of the API. */
export function liveExportPath(
  courseId: string,
  assignmentId: string | null
): string {
  return withQuery(`v1/courses/${id(courseId)}/live/export`, {
    assignment_id: assignmentId
  });
}

/** A function an endpoint of the service. */
export class ServiceClient implements IServiceClient {
  constructor(protected readonly send: Transport) {
    this.manual = new ManualClient(send);
    this.gradebook = new GradebookClient(send);
    this.insight = new InsightClient(send);
    this.roster = new RosterClient(send);
    this.scoreChanges = new ScoreChangesClient(send);
    this.many = new SubmissionsClient(send);
    this.work = new AssignmentClient(send);
  }

  readonly manual: IManualClient;
  readonly gradebook: IGradebookClient;
  readonly insight: IInsightClient;
  readonly roster: IRosterClient;
  readonly scoreChanges: IScoreChangesClient;
  readonly many: ISubmissionsClient;
  readonly work: IAssignmentClient;

  me(): Promise<Person> {
    return this.send('v1/me');
  }

  courses(): Promise<Course[]> {
    return this.send('v1/courses');
  }

  assignments(courseId: string): Promise<Assignment[]> {
    return this.send(`v1/courses/${id(courseId)}/assignments`);
  }

  changeAssignment(
    assignmentId: string,
    change: AssignmentChange
  ): Promise<Assignment> {
    return this.send(`v1/assignments/${id(assignmentId)}`, {
      method: 'PATCH',
      body: change
    });
  }

  submissions(
    assignmentId: string,
    query: ISubmissionQuery = {}
  ): Promise<Submission[]> {
    return this.send(`v1/assignments/${id(assignmentId)}/submissions`, {
      query: { ...query }
    });
  }

  submission(submissionId: string): Promise<Submission> {
    return this.send(`v1/submissions/${id(submissionId)}`);
  }

  grades(submissionId: string): Promise<Grade[]> {
    return this.send(`v1/submissions/${id(submissionId)}/grades`);
  }

  gradeAgain(submissionId: string): Promise<Job> {
    return this.send(`v1/submissions/${id(submissionId)}/jobs`, {
      method: 'POST'
    });
  }

  feedback(submissionId: string): Promise<Feedback> {
    return this.send(`v1/submissions/${id(submissionId)}/feedback`);
  }

  todo(courseId: string): Promise<Todo> {
    return this.send(`v1/courses/${id(courseId)}/todo`);
  }

  failedPassback(
    courseId: string,
    assignmentId: string
  ): Promise<PassbackItems> {
    return this.send(`v1/courses/${id(courseId)}/passback`, {
      query: { state: 'failed', assignment_id: assignmentId }
    });
  }

  sendGradesAgain(courseId: string, items: string[]): Promise<Resent> {
    return this.send(`v1/courses/${id(courseId)}/passback/retry`, {
      method: 'POST',
      body: { items }
    });
  }

  requests(
    courseId: string,
    query: IRequestQuery = {}
  ): Promise<GradeRequest[]> {
    return this.send(`v1/courses/${id(courseId)}/requests`, {
      query: { ...query }
    });
  }

  requestsAbout(submissionId: string): Promise<GradeRequest[]> {
    return this.send(`v1/submissions/${id(submissionId)}/requests`);
  }

  askAboutGrade(
    submissionId: string,
    text: string,
    question: string | null
  ): Promise<GradeRequest> {
    return this.send(`v1/submissions/${id(submissionId)}/requests`, {
      method: 'POST',
      body: { text, question }
    });
  }

  withdrawRequest(requestId: string): Promise<GradeRequest> {
    return this.send(`v1/requests/${id(requestId)}/withdraw`, {
      method: 'POST'
    });
  }

  answerRequest(requestId: string, text: string): Promise<GradeRequest> {
    return this.send(`v1/requests/${id(requestId)}/answer`, {
      method: 'POST',
      body: { text }
    });
  }

  job(jobId: string): Promise<Job> {
    return this.send(`v1/jobs/${id(jobId)}`);
  }

  version(versionId: string): Promise<AssignmentVersion> {
    return this.send(`v1/versions/${id(versionId)}`);
  }

  live(courseId: string): Promise<LiveClassroom> {
    return this.send(`v1/courses/${id(courseId)}/live`);
  }

  liveTail(courseId: string, user: string, path: string): Promise<LiveTail> {
    return this.send(`v1/courses/${id(courseId)}/live/tail`, {
      query: { user, path }
    });
  }

  setLive(courseId: string, wanted: LiveSwitch): Promise<LiveClassroom> {
    return this.send(`v1/courses/${id(courseId)}/live`, {
      method: 'PUT',
      body: wanted
    });
  }

  events(query: IEventQuery): Promise<EventPage> {
    return this.send('v1/events', { query: { ...query } });
  }

  releaseVersion(versionId: string): Promise<AssignmentVersion> {
    return this.send(`v1/versions/${id(versionId)}/release`, {
      method: 'POST'
    });
  }
}

/** Bundles travel between server and service meanwhile, so these may take longer. */
const TRANSFER_TIMEOUT = 120_000;

/** The service through the server extension, and the extension's own routes. */
export class AutogradeClient extends ServiceClient implements IAutogradeClient {
  constructor(send: Transport) {
    super(send);
    this.ownWork = new OwnWorkClient(send);
  }

  readonly ownWork: IOwnWorkClient;

  status(): Promise<IStatus> {
    return this.send('local/status');
  }

  localAssignments(): Promise<ILocalAssignment[]> {
    return this.send('local/assignments');
  }

  notebook(path: string): Promise<INotebookInfo> {
    return this.send('local/notebook', { query: { path } });
  }

  fetch(assignmentId: string, mode: FetchMode): Promise<IFetched> {
    return this.send('local/fetch', {
      method: 'POST',
      body: { assignment_id: assignmentId, mode },
      timeout: TRANSFER_TIMEOUT
    });
  }

  fetchFeedback(assignmentId: string): Promise<IFetchedFeedback> {
    return this.send('local/feedback', {
      method: 'POST',
      body: { assignment_id: assignmentId },
      timeout: TRANSFER_TIMEOUT
    });
  }

  submit(path: string): Promise<ISubmitted> {
    return this.send('local/submit', {
      method: 'POST',
      body: { path },
      timeout: TRANSFER_TIMEOUT
    });
  }

  outbox(): Promise<IPendingSubmission[]> {
    return this.send('local/outbox');
  }

  async forget(outboxId: string): Promise<void> {
    await this.send(`local/outbox/${id(outboxId)}`, { method: 'DELETE' });
  }

  release(request: IReleaseRequest): Promise<AssignmentVersion> {
    return this.send('local/release', {
      method: 'POST',
      body: request,
      timeout: TRANSFER_TIMEOUT
    });
  }

  candidateFiles(path: string): Promise<ICandidateFile[]> {
    return this.send('local/files', { query: { path } });
  }
}
