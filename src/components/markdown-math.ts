/** Code, which comes first, and formulas as JupyterLab has them. */
const CODE_OR_MATH =
  /(```[\s\S]*?(?:```|$)|~~~[\s\S]*?(?:~~~|$)|`[^`\n]*`)|\$\$[\s\S]+?\$\$|\$(?![\s$])[^$\n]*[^\s$]\$(?!\d)|\\begin\{(\w+\*?)\}[\s\S]+?\\end\{\2\}/g;

/** What Markdown may take for one of its marks. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;

/** Return a text whose formulas Markdown leaves as they are written. */
export function keepMath(text: string): string {
  return text.replace(CODE_OR_MATH, (found: string, code?: string) =>
    code === undefined ? found.replace(PUNCTUATION, '\\$&') : found
  );
}
