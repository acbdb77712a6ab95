/** Code, which comes first, and formulas as JupyterLab has them; of an environment only where it begins. */
const CODE_OR_MATH =
  /(```[\s\S]*?(?:```|$)|~~~[\s\S]*?(?:~~~|$)|`[^`\n]*`)|\$\$[\s\S]+?\$\$|\$(?![\s$])[^$\n]*[^\s$]\$(?!\d)|\\begin\{(\w+\*?)\}/g;

/** Where an environment ends. */
const END = /\\end\{(\w+\*?)\}/g;

/** What Markdown may take for one of its marks. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;

/**
 * Return a text whose formulas Markdown leaves as they are written.
 *
 * It takes a time in proportion to the text, whoever wrote that: ends of environments are looked for once, as looking
 * for each one's end from where it begins could take hours.
 */
export function keepMath(text: string): string {
  const ends = endsOf(text);
  const parts: string[] = [];
  let written = 0;
  const marks = new RegExp(CODE_OR_MATH);
  for (let found = marks.exec(text); found; found = marks.exec(text)) {
    const [, code, environment] = found;
    const end =
      environment === undefined
        ? marks.lastIndex
        : endAfter(ends.get(environment) ?? [], marks.lastIndex);
    if (end !== null && code === undefined) {
      marks.lastIndex = end;
      parts.push(
        text.slice(written, found.index),
        text.slice(found.index, end).replace(PUNCTUATION, '\\$&')
      );
      written = end;
    }
  }
  parts.push(text.slice(written));
  return parts.join('');
}

interface IEnd {
  start: number;
  end: number;
}

/** Where environments end, by name, the last one first. */
function endsOf(text: string): Map<string, IEnd[]> {
  const ends = new Map<string, IEnd[]>();
  for (const { 0: words, 1: name, index } of text.matchAll(END)) {
    const known = ends.get(name) ?? [];
    known.push({ start: index, end: index + words.length });
    ends.set(name, known);
  }
  ends.forEach(places => places.reverse());
  return ends;
}

/** Take the next of these ends that leaves something between; null when there is none. */
function endAfter(places: IEnd[], position: number): number | null {
  for (let next = places.pop(); next; next = places.pop()) {
    if (next.start > position) {
      return next.end;
    }
  }
  return null;
}
