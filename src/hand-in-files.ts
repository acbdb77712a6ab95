/** A file that somebody chose to hand in. */
export interface IChosenFile {
  /** Its name, without folders. */
  name: string;
  read(): Promise<ArrayBuffer>;
}

/** A chosen file and the path that it is handed in by. */
export interface IPlacedFile {
  file: IChosenFile;
  path: string;
}

/** Where chosen files go, and which needed notebooks are none of them. */
export interface IPlacedFiles {
  placed: readonly IPlacedFile[];
  missing: readonly string[];
}

/**
 * Give chosen files the paths that the assignment asks for.
 *
 * What came by mail is often renamed: where one notebook is needed and one was chosen, it is that one.
 */
export function placeFiles(
  files: readonly IChosenFile[],
  needed: readonly string[]
): IPlacedFiles {
  const placed = files.map(file => ({
    file,
    path: needed.find(path => baseName(path) === file.name) ?? file.name
  }));
  const missing = needed.filter(path => !placed.some(one => one.path === path));
  const others = placed.filter(
    ({ path }) => path.endsWith('.ipynb') && !needed.includes(path)
  );
  if (missing.length === 1 && others.length === 1) {
    const [path] = missing;
    return {
      placed: placed.map(one => (one === others[0] ? { ...one, path } : one)),
      missing: []
    };
  }
  return { placed, missing };
}

/** The files with more of them; of two with one name the later counts. */
export function withFiles(
  files: readonly IChosenFile[],
  more: readonly IChosenFile[]
): IChosenFile[] {
  const all = new Map([...files, ...more].map(file => [file.name, file]));
  return [...all.values()];
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
