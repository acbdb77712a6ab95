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
  WorkAnswers
} from './schemas';
import type { Transport } from './transport';

/** The service's API for manual grading. Work is named by the id that its list gives it. */
export interface IManualClient {
  overview(assignmentId: string): Promise<ManualOverview>;
  works(assignmentId: string): Promise<ManualWork[]>;
  answers(assignmentId: string, workId: string): Promise<WorkAnswers>;
  giveScore(
    assignmentId: string,
    workId: string,
    request: ManualScoreRequest
  ): Promise<ManualWork>;
  /** Newest first. */
  history(
    assignmentId: string,
    workId: string,
    question: string
  ): Promise<ManualScore[]>;
  copyScore(
    assignmentId: string,
    request: CopyScoreRequest
  ): Promise<CopyScoreCounts>;
  clusters(assignmentId: string, question: string): Promise<Cluster[]>;
  setAnonymous(
    assignmentId: string,
    anonymous: boolean
  ): Promise<ManualOverview>;
  /** Hold an answer for two minutes. */
  claim(assignmentId: string, workId: string, question: string): Promise<Claim>;
  giveUp(
    assignmentId: string,
    workId: string,
    question: string
  ): Promise<ManualWork>;
  flag(
    assignmentId: string,
    workId: string,
    request: FlagRequest
  ): Promise<Flag>;
  comment(
    assignmentId: string,
    workId: string,
    question: string,
    text: string
  ): Promise<ManualComment>;
  uncomment(
    assignmentId: string,
    workId: string,
    commentId: string
  ): Promise<ManualComment>;
  rubric(assignmentId: string): Promise<RubricItem[]>;
  addItem(
    assignmentId: string,
    request: RubricItemRequest
  ): Promise<RubricItem>;
  editItem(
    assignmentId: string,
    itemId: string,
    request: RubricItemEdit
  ): Promise<RubricItem>;
  proposeItem(
    assignmentId: string,
    itemId: string,
    request: RubricChangeRequest
  ): Promise<ScoreChange>;
  savedComments(courseId: string): Promise<SavedComment[]>;
  saveComment(courseId: string, text: string): Promise<SavedComment>;
  forgetComment(courseId: string, commentId: string): Promise<SavedComment>;
}

const id = encodeURIComponent;

/** A function an endpoint. */
export class ManualClient implements IManualClient {
  constructor(private readonly _send: Transport) {}

  overview(assignmentId: string): Promise<ManualOverview> {
    return this._send(manual(assignmentId));
  }

  works(assignmentId: string): Promise<ManualWork[]> {
    return this._send(manual(assignmentId, 'work'));
  }

  answers(assignmentId: string, workId: string): Promise<WorkAnswers> {
    return this._send(manual(assignmentId, 'work', workId));
  }

  giveScore(
    assignmentId: string,
    workId: string,
    request: ManualScoreRequest
  ): Promise<ManualWork> {
    return this._send(manual(assignmentId, 'work', workId, 'scores'), {
      method: 'POST',
      body: request
    });
  }

  history(
    assignmentId: string,
    workId: string,
    question: string
  ): Promise<ManualScore[]> {
    return this._send(manual(assignmentId, 'work', workId, 'scores'), {
      query: { question }
    });
  }

  copyScore(
    assignmentId: string,
    request: CopyScoreRequest
  ): Promise<CopyScoreCounts> {
    return this._send(manual(assignmentId, 'copies'), {
      method: 'POST',
      body: request
    });
  }

  clusters(assignmentId: string, question: string): Promise<Cluster[]> {
    return this._send(manual(assignmentId, 'clusters'), {
      query: { question }
    });
  }

  setAnonymous(
    assignmentId: string,
    anonymous: boolean
  ): Promise<ManualOverview> {
    return this._send(manual(assignmentId, 'anonymous'), {
      method: 'PUT',
      body: { anonymous }
    });
  }

  claim(
    assignmentId: string,
    workId: string,
    question: string
  ): Promise<Claim> {
    return this._send(manual(assignmentId, 'work', workId, 'claim'), {
      method: 'PUT',
      body: { question }
    });
  }

  giveUp(
    assignmentId: string,
    workId: string,
    question: string
  ): Promise<ManualWork> {
    return this._send(manual(assignmentId, 'work', workId, 'claim'), {
      method: 'DELETE',
      query: { question }
    });
  }

  flag(
    assignmentId: string,
    workId: string,
    request: FlagRequest
  ): Promise<Flag> {
    return this._send(manual(assignmentId, 'work', workId, 'flag'), {
      method: 'PUT',
      body: request
    });
  }

  comment(
    assignmentId: string,
    workId: string,
    question: string,
    text: string
  ): Promise<ManualComment> {
    return this._send(manual(assignmentId, 'work', workId, 'comments'), {
      method: 'POST',
      body: { question, text }
    });
  }

  uncomment(
    assignmentId: string,
    workId: string,
    commentId: string
  ): Promise<ManualComment> {
    return this._send(
      manual(assignmentId, 'work', workId, 'comments', commentId),
      { method: 'DELETE' }
    );
  }

  rubric(assignmentId: string): Promise<RubricItem[]> {
    return this._send(rubric(assignmentId));
  }

  addItem(
    assignmentId: string,
    request: RubricItemRequest
  ): Promise<RubricItem> {
    return this._send(rubric(assignmentId), { method: 'POST', body: request });
  }

  editItem(
    assignmentId: string,
    itemId: string,
    request: RubricItemEdit
  ): Promise<RubricItem> {
    return this._send(rubric(assignmentId, itemId), {
      method: 'PATCH',
      body: request
    });
  }

  proposeItem(
    assignmentId: string,
    itemId: string,
    request: RubricChangeRequest
  ): Promise<ScoreChange> {
    return this._send(rubric(assignmentId, itemId, 'changes'), {
      method: 'POST',
      body: request
    });
  }

  savedComments(courseId: string): Promise<SavedComment[]> {
    return this._send(`v1/courses/${id(courseId)}/saved-comments`);
  }

  saveComment(courseId: string, text: string): Promise<SavedComment> {
    return this._send(`v1/courses/${id(courseId)}/saved-comments`, {
      method: 'POST',
      body: { text }
    });
  }

  forgetComment(courseId: string, commentId: string): Promise<SavedComment> {
    return this._send(
      `v1/courses/${id(courseId)}/saved-comments/${id(commentId)}`,
      { method: 'DELETE' }
    );
  }
}

function manual(assignmentId: string, ...rest: string[]): string {
  return ['v1/assignments', id(assignmentId), 'manual', ...rest.map(id)].join(
    '/'
  );
}

function rubric(assignmentId: string, ...rest: string[]): string {
  return ['v1/assignments', id(assignmentId), 'rubric', ...rest.map(id)].join(
    '/'
  );
}
