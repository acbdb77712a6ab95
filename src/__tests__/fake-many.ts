import type { IHandIn, ISubmissionsClient } from '../api/submissions';
import type {
  ExecutedCells,
  ExecutedNotebook,
  FeedbackCounts,
  FeedbackStatus,
  GradeOutcome,
  HandInOutlook,
  Submission,
  SubmissionTable
} from '../api/schemas';
import type { Answer } from './fake-gradebook';
import { submission } from './samples';

/** What is done with many submissions, in memory. */
export class FakeMany implements ISubmissionsClient {
  constructor(
    private readonly _answer: Answer,
    private readonly _all: () => readonly Submission[]
  ) {}

  /** Student -> section. */
  sections: Record<string, string> = {};
  readonly released = new Set<string>();
  /** Submission -> why it is not graded. */
  refusals: Record<string, string> = {};
  feedbackStates: Record<string, Partial<FeedbackStatus>> = {};
  executedList: ExecutedNotebook[] = ['a.ipynb', 'b.ipynb'].map(
    (path, index) => ({ index, path, sha256: 'f'.repeat(64), size: 9 })
  );
  readonly handIns: IHandIn[] = [];

  table(
    courseId: string,
    assignmentId: string | null
  ): Promise<SubmissionTable> {
    const found = this._all().filter(
      one => assignmentId === null || one.assignment_id === assignmentId
    );
    return this._answer(
      'table',
      tableOf(courseId, found, this.sections, this.released)
    );
  }

  grade(assignmentId: string, submissions: string[]): Promise<GradeOutcome[]> {
    return this._answer(
      `grade ${submissions.length} of ${assignmentId}`,
      submissions.map(id => {
        const message = this.refusals[id];
        return message
          ? { submission_id: id, code: 'conflict', message, job_id: null }
          : { submission_id: id, job_id: 'J1', code: null, message: null };
      })
    );
  }

  feedback(_: string, submissions: string[]): Promise<FeedbackStatus[]> {
    return this._answer(
      'feedbackStates',
      submissions.map(id => ({
        submission_id: id,
        user: 'alice',
        attempt: 1,
        graded: true,
        state: this.released.has(id) ? 'released' : 'generated',
        outdated: false,
        failed: false,
        comments: 0,
        ...this.feedbackStates[id]
      }))
    );
  }

  generateFeedback(_: string, submissions: string[]): Promise<FeedbackCounts> {
    return this._counts(`generate ${submissions.join(' ')}`);
  }

  releaseFeedback(_: string, submissions: string[]): Promise<FeedbackCounts> {
    submissions.forEach(id => this.released.add(id));
    return this._counts(`release ${submissions.join(' ')}`);
  }

  withholdFeedback(_: string, submissions: string[]): Promise<FeedbackCounts> {
    submissions.forEach(id => this.released.delete(id));
    return this._counts(`withhold ${submissions.join(' ')}`);
  }

  executed(submissionId: string): Promise<ExecutedNotebook[]> {
    return this._answer(`executed ${submissionId}`, this.executedList);
  }

  executedCells(submissionId: string, index: number): Promise<ExecutedCells> {
    return this._answer(`cells ${submissionId} ${index}`, {
      path: this.executedList[index].path,
      cells: [
        {
          cell_type: 'code',
          source: 'print(1)',
          outputs: [{ output_type: 'stream', name: 'stdout', text: '1' }],
          handed_out: false
        }
      ]
    });
  }

  archive(
    courseId: string,
    submissions: string[],
    how: Parameters<ISubmissionsClient['archive']>[2]
  ): Promise<Blob> {
    how.onReceived(2, 4);
    return this._answer(
      `archive ${submissions.join(' ')} of ${courseId}`,
      new Blob(['PK'])
    );
  }

  handInOutlook(assignmentId: string, user: string): Promise<HandInOutlook> {
    return this._answer(`outlook ${assignmentId} ${user}`, {
      user,
      attempt: 2,
      version: 1,
      notebooks: ['hw1.ipynb'],
      late: true,
      due_at: '2026-11-01T10:00:00Z'
    });
  }

  handInFor(
    assignmentId: string,
    user: string,
    handIn: IHandIn
  ): Promise<Submission> {
    this.handIns.push(handIn);
    return this._answer(
      `hand in ${assignmentId} ${user}: ${handIn.reason}`,
      submission({ id: 'S9', assignment_id: assignmentId, user, attempt: 2 })
    );
  }

  private _counts(call: string): Promise<FeedbackCounts> {
    return this._answer(call, { done: 1, unchanged: 0, skipped: 0, total: 1 });
  }
}

/** Submissions as the service's table has them. */
function tableOf(
  courseId: string,
  found: readonly Submission[],
  sections: Record<string, string>,
  released: ReadonlySet<string>
): SubmissionTable {
  const users = [...new Set(found.map(one => one.user))];
  const names = new Map(found.map(one => [one.assignment_id, one.assignment]));
  const assignments = [...names.keys()];
  const newest = (one: Submission): boolean =>
    !found.some(
      other =>
        other.user === one.user &&
        other.assignment_id === one.assignment_id &&
        other.attempt > one.attempt
    );
  return {
    course_id: courseId,
    people: users.map(user => ({
      user,
      name: null,
      section: sections[user] ?? null
    })),
    assignments: [...names].map(([id, name]) => ({ id, name })),
    more: false,
    id: found.map(one => one.id),
    person: found.map(one => users.indexOf(one.user)),
    assignment: found.map(one => assignments.indexOf(one.assignment_id)),
    attempt: found.map(one => one.attempt),
    newest: found.map(newest),
    submitted_at: found.map(one => Date.parse(one.submitted_at)),
    late: found.map(one => one.late),
    state: found.map(one => one.state),
    score: found.map(one => one.score ?? null),
    max_score: found.map(one => one.max_score ?? null),
    pending: found.map(one => one.pending ?? null),
    penalty: found.map(one => one.penalty ?? null),
    released: found.map(one => released.has(one.id)),
    submitted_by: found.map(one => one.submitted_by ?? null)
  };
}
