import { ApiError } from '../api/errors';
import type { IManualClient } from '../api/manual';
import type {
  Claim,
  Cluster,
  CopyScoreCounts,
  CopyScoreRequest,
  Flag,
  FlagRequest,
  ManualComment,
  ManualOverview,
  ManualScore,
  ManualScoreRequest,
  ManualWork,
  RubricChangeRequest,
  RubricItem,
  RubricItemEdit,
  RubricItemRequest,
  SavedComment,
  ScoreChange,
  WorkAnswers,
  WorkQuestion
} from '../api/schemas';
import { scoreChange, TIME } from './samples';

/** Work with one essay of 4 points. */
export function work(
  id: string,
  student: string,
  change: Partial<WorkQuestion> = {},
  more: Partial<ManualWork> = {}
): ManualWork {
  return {
    id,
    student,
    score: 7,
    max_score: 14,
    failing: false,
    questions: [
      {
        question: 'essay',
        max_score: 4,
        score: 0,
        score_id: null,
        pending: true,
        answered: true,
        grader: null,
        flagged: false,
        claim: null,
        ...change
      }
    ],
    ...more
  };
}

export function item(change: Partial<RubricItem> = {}): RubricItem {
  return {
    id: 'I1',
    question: 'essay',
    text: 'Names the cause',
    points: 3,
    created_by: 'tom',
    created_at: TIME,
    uses: 0,
    ...change
  };
}

/** Manual grading in memory. */
export class FakeManualClient implements IManualClient {
  /** What was asked for, in order; reading is left out. */
  readonly calls: string[] = [];
  /** When set, scores are refused with it. */
  fault: unknown = null;
  /** When set, items are not changed because of it. */
  editFault: unknown = null;
  workList: ManualWork[] = [
    work('W1', 'alice'),
    work('W2', 'bob'),
    work('W3', 'carol', {}, { failing: true })
  ];
  items: RubricItem[] = [];
  bank: SavedComment[] = [];
  groups: Cluster[] = [];
  scores = new Map<string, ManualScore>();
  anonymous = false;

  async overview(): Promise<ManualOverview> {
    return {
      anonymous: this.anonymous,
      ungraded: 0,
      questions: [
        {
          question: 'essay',
          notebook: 'hw1.ipynb',
          max_score: 4,
          total: this.workList.length,
          graded: this.scores.size,
          flagged: 0
        }
      ],
      graders: []
    };
  }

  async works(): Promise<ManualWork[]> {
    return this.workList;
  }

  async answers(_: string, workId: string): Promise<WorkAnswers> {
    const found = this._find(workId);
    return {
      ...found,
      answers: [
        {
          question: 'essay',
          found: true,
          cells: [
            {
              cell_type: 'markdown',
              source: `The answer of ${found.student}`,
              outputs: [],
              handed_out: false
            }
          ],
          score: this.scores.get(workId) ?? null,
          flag: { question: 'essay', flagged: false, note: '' },
          comments: []
        }
      ]
    };
  }

  async giveScore(
    _: string,
    workId: string,
    request: ManualScoreRequest
  ): Promise<ManualWork> {
    const items = request.items ?? [];
    this.calls.push(
      ['score', workId, request.points ?? '-', ...items].join(' ')
    );
    if (this.fault) {
      throw this.fault;
    }
    const counts = this._find(workId).questions[0].score_id ?? null;
    if ((request.expected ?? null) !== counts) {
      throw new ApiError({
        status: 409,
        code: 'conflict',
        message: counts ?? ''
      });
    }
    const points =
      request.points ??
      this.items
        .filter(one => items.includes(one.id))
        .reduce((sum, one) => sum + one.points, 0);
    const id = `S${this.calls.length}`;
    this.scores.set(workId, {
      id,
      question: 'essay',
      points,
      max_score: 4,
      items,
      adjustment: request.points === null ? 0 : points,
      author: 'alice',
      created_at: TIME,
      reason: '',
      current: true
    });
    return this._change(workId, {
      score: points,
      score_id: id,
      pending: false,
      grader: 'alice',
      claim: null
    });
  }

  async history(): Promise<ManualScore[]> {
    return [...this.scores.values()];
  }

  async copyScore(
    _: string,
    request: CopyScoreRequest
  ): Promise<CopyScoreCounts> {
    this.calls.push(`copy ${request.source} ${request.targets.join(' ')}`);
    return { done: request.targets.length, graded: 0, claimed: 0, skipped: 0 };
  }

  async clusters(): Promise<Cluster[]> {
    return this.groups;
  }

  async setAnonymous(_: string, anonymous: boolean): Promise<ManualOverview> {
    this.anonymous = anonymous;
    return this.overview();
  }

  async claim(_: string, workId: string, question: string): Promise<Claim> {
    this.calls.push(`claim ${workId}`);
    const held = this._find(workId).questions[0].claim;
    if (held) {
      throw new Error('held');
    }
    return { question, held_by: 'alice', until: TIME };
  }

  async giveUp(_: string, workId: string): Promise<ManualWork> {
    this.calls.push(`give up ${workId}`);
    return this._find(workId);
  }

  async flag(_: string, workId: string, request: FlagRequest): Promise<Flag> {
    this.calls.push(`flag ${workId} ${request.flagged}`);
    return { question: request.question, flagged: request.flagged, note: '' };
  }

  async comment(
    _: string,
    workId: string,
    question: string,
    text: string
  ): Promise<ManualComment> {
    this.calls.push(`comment ${workId} ${text}`);
    return { id: 'C1', question, text, author: 'alice', created_at: TIME };
  }

  async uncomment(): Promise<ManualComment> {
    return this.comment('', '', '', '');
  }

  async rubric(): Promise<RubricItem[]> {
    return this.items;
  }

  async addItem(_: string, request: RubricItemRequest): Promise<RubricItem> {
    const made = item({ id: `I${this.items.length + 1}`, ...request });
    this.items = [...this.items, made];
    return made;
  }

  async editItem(
    _: string,
    itemId: string,
    request: RubricItemEdit
  ): Promise<RubricItem> {
    this.calls.push(`edit ${itemId} ${request.points}`);
    if (this.editFault) {
      throw this.editFault;
    }
    return item();
  }

  async proposeItem(
    _: string,
    itemId: string,
    request: RubricChangeRequest
  ): Promise<ScoreChange> {
    this.calls.push(`propose ${itemId} ${request.points}`);
    return scoreChange({ kind: 'rubric' });
  }

  async savedComments(): Promise<SavedComment[]> {
    return this.bank;
  }

  async saveComment(_: string, text: string): Promise<SavedComment> {
    const saved = { id: 'B1', text, created_by: 'alice', created_at: TIME };
    this.bank = [...this.bank, saved];
    return saved;
  }

  async forgetComment(): Promise<SavedComment> {
    return this.saveComment('', '');
  }

  private _find(workId: string): ManualWork {
    const found = this.workList.find(one => one.id === workId);
    if (!found) {
      throw new Error(`no work ${workId}`);
    }
    return found;
  }

  private _change(workId: string, change: Partial<WorkQuestion>): ManualWork {
    const found = this._find(workId);
    const changed = {
      ...found,
      questions: found.questions.map(one => ({ ...one, ...change }))
    };
    this.workList = this.workList.map(one =>
      one.id === workId ? changed : one
    );
    return changed;
  }
}
