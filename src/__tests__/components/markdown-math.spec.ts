import { runInNewContext } from 'vm';
import { keepMath } from '../../components/markdown-math';

describe('formulas in Markdown', () => {
  it.each([
    ['a_b', 'a_b'],
    ['$a_b$ _c_', String.raw`\$a\_b\$ _c_`],
    ['`$a_b$`', '`$a_b$`'],
    [
      String.raw`\begin{align}a_1\end{align} b_2`,
      String.raw`\\begin\{align\}a\_1\\end\{align\} b_2`
    ],
    // The end of another one is not its end.
    [
      String.raw`\begin{a}\begin{b}_\end{b}`,
      String.raw`\begin{a}\\begin\{b\}\_\\end\{b\}`
    ],
    // Nothing in between: it is none.
    [String.raw`\begin{a}\end{a}_`, String.raw`\begin{a}\end{a}_`],
    [
      String.raw`\begin{a} $ \end{a} $b_c$`,
      String.raw`\\begin\{a\} \$ \\end\{a\} \$b\_c\$`
    ]
  ])('%s', (text, kept) => expect(keepMath(text)).toBe(kept));

  it('take no time that a long answer could make endless', () => {
    // Where each of them looks for its end through all that follows, it takes hours.
    const text = String.raw`\begin{a}`.repeat(2_000_000);
    // Nothing else ends what does not wait: a test would hang, not fail.
    const kept: unknown = runInNewContext(
      'keepMath(text) === text',
      { keepMath, text },
      { timeout: 20_000 }
    );
    expect(kept).toBe(true);
  });
});
