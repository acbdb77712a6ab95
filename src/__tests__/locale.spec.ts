import { writeIn } from '../locale';
import { points } from '../quantities';
import { timeAgo, timeLeft } from '../timestamps';

const NOW = new Date('2026-11-21T12:00:00Z');

function browserOf(...languages: string[]): void {
  jest.spyOn(navigator, 'languages', 'get').mockReturnValue(languages);
}

describe('numbers and times', () => {
  afterEach(() => {
    jest.restoreAllMocks();
    writeIn('en');
  });

  it('are in the language of the words, whatever the browser speaks', () => {
    browserOf('en-US');
    writeIn('de-DE');
    expect(timeLeft('2026-11-24T12:00:00Z', NOW)).toMatch(/^3 T/);
    expect(timeAgo('2026-11-21T11:58:00Z', NOW)).toBe('vor 2 Min.');
    expect(points(7.5)).toBe('7,5');
    writeIn('en');
    expect(timeLeft('2026-11-24T12:00:00Z', NOW)).toBe('3 days');
    expect(points(7.5)).toBe('7.5');
  });

  it("are in the reader's own variant of it", () => {
    browserOf('fr-FR', 'de-CH');
    writeIn('de-DE');
    expect(points(12_345.5)).toMatch(/^12.345\.5$/);
  });
});
