import { statusSentence } from '../../components/status-words';
import { english } from '../../english';
import { shortTime } from '../../timestamps';
import { submission } from '../samples';

const ETA = '2026-11-21T12:05:00Z';
const NOW = new Date('2026-11-21T12:00:00Z');

function sentence(change: Parameters<typeof submission>[0]): string {
  return statusSentence(
    { kind: 'submitted', submission: submission(change) },
    english,
    NOW
  );
}

describe('the sentence about a submission that waits', () => {
  it('says the place in the queue and a time', () => {
    expect(sentence({ position: 12, eta: ETA })).toContain(
      `It is number 12 in the queue; the result is expected about ${shortTime(ETA, NOW)}.`
    );
  });

  it('says that it is next', () => {
    expect(sentence({ position: 1, eta: ETA })).toContain('It is next;');
  });

  it('says no time while nobody grades', () => {
    expect(sentence({ position: 1, eta: null })).toMatch(/ It is next\.$/);
    expect(sentence({ position: 12, eta: null })).toMatch(
      / It is number 12 in the queue\.$/
    );
  });

  it('promises nothing that the service did not say', () => {
    expect(sentence({})).toMatch(/waits to be graded\.$/);
    expect(sentence({ position: null, eta: null })).toMatch(/graded\.$/);
  });
});
