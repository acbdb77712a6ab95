import {
  beginDraft,
  Drafts,
  followSaved,
  isTyped,
  settleDraft
} from '../drafts';

const SAVED = { due: '10:00', closes: '11:00' };

/** A draft with another due time. */
const typed = (due = '12:00') => ({
  ...beginDraft(SAVED),
  typed: { ...SAVED, due }
});

describe('a draft', () => {
  it('has something typed once a field is another', () => {
    expect(isTyped(beginDraft(SAVED))).toBe(false);
    expect(isTyped(typed())).toBe(true);
  });

  it('follows what is saved where nothing was typed', () => {
    const draft = followSaved(typed(), { ...SAVED, closes: '13:00' });
    expect(draft.typed).toEqual({ due: '12:00', closes: '13:00' });
    expect(draft.overtaken).toBe(false);
  });

  it('keeps what was typed, and knows that it was overtaken', () => {
    const draft = followSaved(typed(), { ...SAVED, due: '09:00' });
    expect(draft.typed.due).toBe('12:00');
    expect(draft.overtaken).toBe(true);
    // Until that is followed again, it stays so.
    const later = followSaved(draft, { due: '09:00', closes: '13:00' });
    expect(later.overtaken).toBe(true);
  });

  it('is not overtaken by the same', () => {
    const draft = followSaved(typed(), { ...SAVED, due: '12:00' });
    expect(draft.overtaken).toBe(false);
    expect(isTyped(draft)).toBe(false);
  });

  it('is the same object when nothing is another', () => {
    const draft = typed();
    expect(followSaved(draft, { ...SAVED })).toBe(draft);
  });

  it('has only what was typed since it was sent', () => {
    const sent = { ...SAVED, due: '12:00' };
    expect(isTyped(settleDraft(typed(), sent))).toBe(false);
    const since = settleDraft(typed('14:00'), sent);
    expect(since.typed.due).toBe('14:00');
    expect(isTyped(since)).toBe(true);
  });
});

describe('drafts', () => {
  it('keep what was typed, form by form', () => {
    const drafts = new Drafts();
    drafts.keep('A1 dates', typed());
    expect(drafts.get('A1 dates')).toEqual(typed());
    expect(drafts.get('A2 dates')).toBeNull();
  });

  it('keep nothing where nothing is typed any more', () => {
    const drafts = new Drafts();
    drafts.keep('A1 dates', typed());
    drafts.keep('A1 dates', beginDraft(SAVED));
    expect(drafts.get('A1 dates')).toBeNull();
  });

  it('forget what was sent, and say so', () => {
    const drafts = new Drafts();
    const told: string[] = [];
    drafts.settled.connect((_, { form }) => told.push(form));
    drafts.keep('A1 dates', typed());
    drafts.settle('A1 dates', { ...SAVED, due: '12:00' });
    expect(drafts.get('A1 dates')).toBeNull();
    expect(told).toEqual(['A1 dates']);
  });
});
