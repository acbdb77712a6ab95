import { placeFiles, withFiles, type IChosenFile } from '../hand-in-files';

const file = (name: string): IChosenFile => ({
  name,
  read: () => Promise.resolve(new ArrayBuffer(0))
});

function paths(names: string[], needed: string[]) {
  const { missing, placed } = placeFiles(names.map(file), needed);
  return { missing, paths: placed.map(({ path }) => path) };
}

describe('chosen files', () => {
  it('go where the assignment wants its notebook, whatever it was called in the mail', () => {
    expect(paths(['ben (2).ipynb', 'data.csv'], ['hw1.ipynb'])).toEqual({
      missing: [],
      paths: ['hw1.ipynb', 'data.csv']
    });
  });

  it('are found in the folder that the assignment has them in', () => {
    expect(paths(['a.ipynb', 'b.ipynb'], ['x/a.ipynb', 'b.ipynb'])).toEqual({
      missing: [],
      paths: ['x/a.ipynb', 'b.ipynb']
    });
  });

  it('are not guessed where several could be meant', () => {
    expect(paths(['one.ipynb', 'two.ipynb'], ['hw1.ipynb']).missing).toEqual([
      'hw1.ipynb'
    ]);
    expect(paths(['one.ipynb'], ['a.ipynb', 'b.ipynb']).missing).toEqual([
      'a.ipynb',
      'b.ipynb'
    ]);
  });

  it('with one name are one, the later', () => {
    const later = file('a.ipynb');
    expect(withFiles([file('a.ipynb'), file('b')], [later])).toHaveLength(2);
    expect(withFiles([file('a.ipynb')], [later])[0]).toBe(later);
  });
});
