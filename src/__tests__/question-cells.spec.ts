import { placesOf, type IQuestionCell } from '../question-cells';
import { manualQuestion, result } from './samples';

const code = (source: string, metadata = {}): IQuestionCell => ({
  type: 'code',
  source,
  metadata
});
const words = (source: string): IQuestionCell => ({
  type: 'markdown',
  source,
  metadata: {}
});
const [tested] = result().questions;
const positions = (...args: Parameters<typeof placesOf>): [string, number][] =>
  [...placesOf(...args)].map(([{ name }, place]) => [name, place]);

describe('the cell that a result stands at', () => {
  it.each(['grader.check("q1")', "grader.check( 'q1' )"])(
    'is the check of Otter: %s',
    source => {
      const cells = [code('x = 1'), code(source), code('y')];
      expect(positions([tested], cells)).toEqual([['q1', 1]]);
    }
  );

  it('is the graded cell of nbgrader', () => {
    const cells = [
      code('x', { nbgrader: { grade_id: 'q1', grade: false, solution: true } }),
      code('assert x', { nbgrader: { grade_id: 'q1', grade: true } })
    ];
    expect(positions([tested], cells)).toEqual([['q1', 1]]);
  });

  it('is nowhere when it is gone, or only spoken of', () => {
    expect(
      positions([tested], [words('grader.check("q1")'), code('x')])
    ).toEqual([]);
  });

  it('is the answer of what a person grades', () => {
    const why = manualQuestion();
    const how = manualQuestion({ name: 'how' });
    const cells = [
      words('<!-- BEGIN QUESTION -->\nWhy?'),
      words('Because.'),
      words('<!-- END QUESTION -->\n\n<!-- BEGIN QUESTION -->\nHow?'),
      code('plot()'),
      words('<!-- END QUESTION -->')
    ];
    expect(positions([why, how], cells)).toEqual([
      ['why', 1],
      ['how', 3]
    ]);
    // One of three is gone: there is no saying which.
    expect(
      positions([why, how, manualQuestion({ name: 'who' })], cells)
    ).toEqual([]);
  });
});
