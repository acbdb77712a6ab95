import german from '../../jupyter_autograde/locale/de_DE/LC_MESSAGES/jupyter_autograde.json';
import { translated } from '../translated';

describe('the texts of the page of the service in another language', () => {
  const trans = translated(german, 'de-DE');

  it('are those of the file, with what stands at %1', () => {
    expect(trans.__('Submissions')).toBe('Abgaben');
    expect(trans.__('Open %1', 'a.ipynb')).toBe('Öffnen: a.ipynb');
    expect(trans._p('schema', 'Autograde: menu')).toBe('Autograde: Menü');
  });

  it('follow the number as the language does', () => {
    const tests = (count: number): string =>
      trans._n('%1 test', '%1 tests', count);
    expect([0, 1, 2].map(tests)).toEqual(['0 Tests', '1 Test', '2 Tests']);
  });

  it('stay English where there are none', () => {
    expect(trans.__('A text of tomorrow, %1', 1)).toBe('A text of tomorrow, 1');
    expect(trans._n('%1 owl', '%1 owls', 2)).toBe('2 owls');
    expect(trans.__('constructor')).toBe('constructor');
  });
});
