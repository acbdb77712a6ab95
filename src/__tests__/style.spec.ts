import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

const STYLE = join(__dirname, '../../style');

/** Widgets that JupyterLab alone has: the notebook's toolbar and cells, and the panel of one's own assignments. */
const LAB_ONLY = ['status', 'assignments', 'attempts', 'results'];

/** Entries: what imports the others, and their order. */
function sheetsOf(entry: string): string[] {
  const text = readFileSync(join(STYLE, `${entry}.css`), 'utf8');
  return [...text.matchAll(/^@import url\('(.+)\.css'\);$/gm)].map(
    ([, name]) => name
  );
}

describe('the style sheets', () => {
  it('are all imported', () => {
    const files = readdirSync(STYLE)
      .filter(file => file.endsWith('.css'))
      .map(file => file.replace('.css', ''))
      .filter(file => file !== 'index' && file !== 'standalone');
    expect(sheetsOf('index').sort()).toEqual(files.sort());
  });

  it("of the service's own page are those of JupyterLab, in the same order", () => {
    const shared = sheetsOf('index').filter(name => !LAB_ONLY.includes(name));
    expect(sheetsOf('standalone')).toEqual(shared);
  });
});
