import type {
  IAutogradeClient,
  IEventQuery,
  IRequestQuery,
  ISubmissionQuery
} from '../api/client';
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
} from '../api/local';
import type {
  Assignment,
  AssignmentChange,
  AssignmentVersion,
  Course,
  EventPage,
  Feedback,
  Grade,
  GradeRequest,
  Job,
  LiveClassroom,
  LiveSwitch,
  LiveTail,
  PassbackItems,
  Person,
  Resent,
  Submission,
  Todo
} from '../api/schemas';
import type { ApiError } from '../api/errors';
import { FakeAssignments } from './fake-assignments';
import { FakeManualClient } from './fake-manual';
import { FakeMany } from './fake-many';
import { FakeGradebook, FakeRoster } from './fake-gradebook';
import { FakeOwnWork } from './fake-own-work';
import { FakeInsight } from './fake-insight';
import { FakeScoreChanges } from './fake-score-changes';
import * as samples from './samples';

/** A server in memory: tests change its state, then look at what a model makes of it. */
export class FakeClient implements IAutogradeClient {
  /** Names of the methods that were called, in order. */
  readonly calls: string[] = [];

  /** When set, every question is answered with it. */
  fault: ApiError | null = null;

  statusReply: IStatus = samples.status();
  person: Person = samples.person();
  assignmentList: ILocalAssignment[] = [samples.assignment()];
  notebookInfo: INotebookInfo = samples.notebookInfo();
  submissionList: Submission[] = [];
  gradeList: Grade[] = [];
  feedbackReply: Feedback = samples.feedback();
  requestList: GradeRequest[] = [];
  todoReply: Todo = samples.todo();
  passbackReply: PassbackItems = { count: 0, items: [] };
  versionReplies: AssignmentVersion[] = [samples.version()];
  submitted: ISubmitted | null = null;
  pages: EventPage[] = [];
  classroom: LiveClassroom = samples.classroom();
  tails: LiveTail[] = [];
  readonly gradebook = new FakeGradebook((call, answer) =>
    this._answer(call, answer)
  );
  readonly roster = new FakeRoster((call, answer) =>
    this._answer(call, answer)
  );
  readonly insight = new FakeInsight((call, answer) =>
    this._answer(call, answer)
  );

  readonly scoreChanges = new FakeScoreChanges((call, answer) =>
    this._answer(call, answer)
  );

  readonly many = new FakeMany(
    (call, answer) => this._answer(call, answer),
    () => this.submissionList
  );

  readonly work = new FakeAssignments((call, answer) =>
    this._answer(call, answer)
  );

  readonly manual = new FakeManualClient();

  readonly ownWork = new FakeOwnWork((call, answer) =>
    this._answer(call, answer)
  );

  me(): Promise<Person> {
    return this._answer('me', this.person);
  }

  courses(): Promise<Course[]> {
    return this._answer('courses', this.person.courses);
  }

  assignments(courseId: string): Promise<Assignment[]> {
    return this._answer(
      'assignments',
      this.assignmentList.filter(a => a.course_id === courseId)
    );
  }

  changeAssignment(id: string, change: AssignmentChange): Promise<Assignment> {
    const found = this.assignmentList.find(a => a.id === id);
    return found
      ? this._answer('changeAssignment', Object.assign(found, change))
      : Promise.reject(samples.notFound());
  }

  submissions(
    assignmentId: string,
    query: ISubmissionQuery = {}
  ): Promise<Submission[]> {
    const all = this.submissionList.filter(
      s => s.assignment_id === assignmentId
    );
    const start = all.findIndex(s => s.id === query.after) + 1;
    return this._answer(
      'submissions',
      all
        .slice(start, start + (query.limit ?? all.length))
        .map(row => ({ ...row }))
    );
  }

  submission(id: string): Promise<Submission> {
    const found = this.submissionList.find(s => s.id === id);
    return found
      ? this._answer('submission', { ...found })
      : Promise.reject(samples.notFound());
  }

  grades(submissionId: string): Promise<Grade[]> {
    return this._answer(
      'grades',
      this.gradeList.filter(g => g.submission_id === submissionId)
    );
  }

  gradeAgain(submissionId: string): Promise<Job> {
    const found = this.submissionList.find(s => s.id === submissionId);
    if (found) {
      found.state = 'queued';
    }
    return this._answer('gradeAgain', samples.job());
  }

  feedback(submissionId: string): Promise<Feedback> {
    return this._answer(`feedback ${submissionId}`, this.feedbackReply);
  }

  todo(courseId: string): Promise<Todo> {
    return this._answer(`todo ${courseId}`, {
      ...this.todoReply,
      course_id: courseId
    });
  }

  failedPassback(
    courseId: string,
    assignmentId: string
  ): Promise<PassbackItems> {
    return this._answer(
      `failed passback ${courseId} ${assignmentId}`,
      this.passbackReply
    );
  }

  sendGradesAgain(courseId: string, items: string[]): Promise<Resent> {
    return this._answer(`send again ${courseId} ${items.join(' ')}`, {
      count: items.length
    });
  }

  requests(
    courseId: string,
    query: IRequestQuery = {}
  ): Promise<GradeRequest[]> {
    return this._answer(
      `requests ${courseId}`,
      this.requestList.filter(
        one =>
          one.course_id === courseId &&
          (query.state ?? one.state) === one.state &&
          (query.assignment_id ?? one.assignment_id) === one.assignment_id
      )
    );
  }

  requestsAbout(submissionId: string): Promise<GradeRequest[]> {
    return this._answer(
      'requestsAbout',
      this.requestList.filter(one => one.submission_id === submissionId)
    );
  }

  async askAboutGrade(
    submissionId: string,
    text: string,
    question: string | null
  ): Promise<GradeRequest> {
    const made = samples.gradeRequest({
      id: `R${this.requestList.length + 1}`,
      submission_id: submissionId,
      text,
      question
    });
    await this._answer(`ask ${text}`, null);
    this.requestList = [made, ...this.requestList];
    return made;
  }

  withdrawRequest(id: string): Promise<GradeRequest> {
    return this._end(`withdraw ${id}`, id, { state: 'withdrawn' });
  }

  answerRequest(id: string, text: string): Promise<GradeRequest> {
    return this._end(`answer ${text}`, id, {
      state: 'answered',
      answer: text,
      answered_by: 'tom',
      after: { score: 8, max_score: 10 },
      changed: false
    });
  }

  job(): Promise<Job> {
    return this._answer('job', samples.job());
  }

  version(): Promise<AssignmentVersion> {
    const [first, ...rest] = this.versionReplies;
    this.versionReplies = rest.length > 0 ? rest : [first];
    return this._answer('version', first);
  }

  releaseVersion(): Promise<AssignmentVersion> {
    return this._answer(
      'releaseVersion',
      samples.version({ state: 'released' })
    );
  }

  live(courseId: string): Promise<LiveClassroom> {
    return this._answer(`live ${courseId}`, { ...this.classroom });
  }

  liveTail(courseId: string, user: string, path: string): Promise<LiveTail> {
    const found = this.tails.find(t => t.user === user && t.path === path);
    return found
      ? this._answer(`tail of ${user}`, { ...found })
      : Promise.reject(samples.notFound());
  }

  setLive(courseId: string, wanted: LiveSwitch): Promise<LiveClassroom> {
    const answer = this._answer(`setLive ${courseId}`, null);
    return answer.then(() => {
      this.classroom = { ...this.classroom, ...wanted };
      return { ...this.classroom };
    });
  }

  events(query: IEventQuery): Promise<EventPage> {
    const page = this.pages.shift();
    return page
      ? this._answer(`events after ${query.after}`, page)
      : new Promise(() => undefined);
  }

  status(): Promise<IStatus> {
    return this._answer('status', this.statusReply);
  }

  localAssignments(): Promise<ILocalAssignment[]> {
    return this._answer('localAssignments', this.assignmentList);
  }

  notebook(path: string): Promise<INotebookInfo> {
    return this._answer(`notebook ${path}`, this.notebookInfo);
  }

  fetch(assignmentId: string, mode: FetchMode): Promise<IFetched> {
    return this._answer(`fetch ${mode}`, samples.fetched());
  }

  fetchFeedback(): Promise<IFetchedFeedback> {
    return this._answer('fetchFeedback', {
      folder: 'cs1/lab1/feedback',
      pages: ['cs1/lab1/feedback/2/lab1.html'],
      attempts: [2, 1],
      kept: []
    });
  }

  submit(path: string): Promise<ISubmitted> {
    return this._answer(
      `submit ${path}`,
      this.submitted ?? {
        outbox_id: 'O1',
        state: 'acknowledged',
        submission: samples.submission(),
        message: ''
      }
    );
  }

  outbox(): Promise<IPendingSubmission[]> {
    return this._answer('outbox', []);
  }

  async forget(outboxId: string): Promise<void> {
    this.notebookInfo = { ...this.notebookInfo, pending: null };
    this.assignmentList = this.assignmentList.map(assignment =>
      assignment.pending?.id === outboxId
        ? { ...assignment, pending: null }
        : assignment
    );
    await this._answer(`forget ${outboxId}`, null);
  }

  release(request: IReleaseRequest): Promise<AssignmentVersion> {
    return this._answer(`release ${request.name}`, samples.version());
  }

  candidateFiles(): Promise<ICandidateFile[]> {
    return this._answer('candidateFiles', []);
  }

  private async _end(
    call: string,
    id: string,
    change: Partial<GradeRequest>
  ): Promise<GradeRequest> {
    await this._answer(call, null);
    const found = this.requestList.find(one => one.id === id);
    if (!found) {
      throw samples.notFound();
    }
    const ended = { ...found, ...change, closed_at: samples.TIME };
    this.requestList = this.requestList.map(one =>
      one.id === id ? ended : one
    );
    return ended;
  }

  private _answer<T>(call: string, answer: T): Promise<T> {
    this.calls.push(call);
    return this.fault ? Promise.reject(this.fault) : Promise.resolve(answer);
  }
}
