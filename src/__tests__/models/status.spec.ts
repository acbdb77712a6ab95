import { statusOf } from '../../models/status';
import { notebookInfo, pending, submission } from '../samples';

describe('the status of a notebook', () => {
  it('is none before the first answer, and for a notebook of no assignment', () => {
    expect(statusOf(null).kind).toBe('none');
    expect(statusOf(notebookInfo({ assignment: null })).kind).toBe('none');
  });

  it('is a draft before the first submission', () => {
    expect(statusOf(notebookInfo()).kind).toBe('draft');
  });

  it.each([
    ['queued', 'submitted'],
    ['running', 'running'],
    ['graded', 'graded'],
    ['failed', 'failed']
  ] as const)('of a %s submission is %s', (state, kind) => {
    const info = notebookInfo({ submission: submission({ state }) });
    expect(statusOf(info).kind).toBe(kind);
  });

  it('knows what a person has still to give', () => {
    const info = notebookInfo({
      submission: submission({
        state: 'graded',
        score: 8,
        max_score: 15,
        pending: 5
      })
    });
    expect(statusOf(info)).toMatchObject({ maxScore: 15, pending: 5 });
  });

  it('is waiting while a newer submission is on the disk', () => {
    const info = notebookInfo({
      submission: submission({ state: 'graded', score: 8, max_score: 10 }),
      pending: pending()
    });
    expect(statusOf(info).kind).toBe('waiting');
  });

  it('is refused until a later submission arrives', () => {
    const refused = pending({
      state: 'refused',
      clicked_at: '2026-11-21T11:00:00Z'
    });
    const before = submission({ submitted_at: '2026-11-21T10:00:00Z' });
    const after = submission({ submitted_at: '2026-11-21T12:00:00Z' });
    const kind = (newest: typeof before) =>
      statusOf(notebookInfo({ submission: newest, pending: refused })).kind;
    expect(kind(before)).toBe('refused');
    expect(kind(after)).toBe('submitted');
  });
});
