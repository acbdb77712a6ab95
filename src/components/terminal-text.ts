/** Escape sequences that colour a terminal or move its cursor (ECMA-48: CSI, OSC, two-character ones). */
const ESCAPES = new RegExp(
  [
    '\\u001b\\[[0-?]*[ -/]*[@-~]',
    '\\u001b\\][^\\u0007\\u001b]*(?:\\u0007|\\u001b\\\\)',
    '\\u001b[@-Z\\\\-_]'
  ].join('|'),
  'g'
);

/** Control characters; tab and line feed stay. */
const CONTROLS = /\p{Cc}/gu;
const KEPT = '\t\n';

/** What a log says, without what it would do to a terminal (SEC-50). */
export function plainText(log: string): string {
  return log
    .replace(ESCAPES, '')
    .replace(CONTROLS, char => (KEPT.includes(char) ? char : ''));
}
