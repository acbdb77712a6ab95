import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyJSONObject } from '@lumino/coreutils';
import type { AssignmentInsight, TestInsight } from '../../../api/schemas';

/** A chart in Vega-Lite, version 5, without colours: these are the theme's. **Source:** vega.github.io/vega-lite/docs */
export type ChartSpec = ReadonlyJSONObject;

const HOUR = 3_600_000;

const COMMON = {
  $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
  width: 'container',
  height: 180,
  autosize: { type: 'fit-x', contains: 'padding' }
};

/** Ticks that are few enough to stand at every count. */
const TICKS = 5;

/** Counts up to `most` are whole numbers, and so are their ticks: Vega sets halves among few, whatever `tickMinStep`. */
function counts(title: string, most: number): ReadonlyJSONObject {
  return {
    title,
    format: 'd',
    ...(most <= TICKS
      ? { values: range(0, most, 1) }
      : { tickMinStep: 1, tickCount: TICKS })
  };
}

/** How many students have which score, and the mean. */
export function scoreChart(
  { scores }: AssignmentInsight,
  trans: TranslationBundle
): ChartSpec {
  const students = trans.__('Students');
  const score = trans.__('Score, % of the maximum');
  const mean = scores.mean ?? null;
  const most = Math.max(0, ...scores.bins.map(one => one.students));
  return {
    ...COMMON,
    layer: [
      {
        data: {
          values: scores.bins.map(({ low, high, students: count }) => ({
            low,
            high,
            count,
            range: `${low} – ${high} %`
          }))
        },
        mark: { type: 'bar', binSpacing: 1 },
        encoding: {
          x: {
            field: 'low',
            type: 'quantitative',
            bin: { binned: true, step: 10 },
            axis: { title: score, values: range(0, 100, 10), format: 'd' }
          },
          x2: { field: 'high' },
          y: {
            field: 'count',
            type: 'quantitative',
            axis: counts(students, most)
          },
          tooltip: [
            { field: 'range', type: 'nominal', title: score },
            { field: 'count', type: 'quantitative', title: students }
          ]
        }
      },
      ...(mean === null
        ? []
        : [line({ x: mean }, 'quantitative', trans.__('Mean'))])
    ]
  };
}

/** When was handed in how much; what counts below what was replaced, and the due time. */
export function handInChart(
  insight: AssignmentInsight,
  trans: TranslationBundle
): ChartSpec {
  const { bins, hours } = insight.hand_ins;
  const kinds = [trans.__('Attempts that count'), trans.__('Earlier attempts')];
  const title = trans.__('Hand-ins');
  const most = Math.max(0, ...bins.map(one => one.submissions));
  const values = bins.flatMap(({ at, newest, submissions }) => {
    const end = new Date(Date.parse(at) + hours * HOUR).toISOString();
    return [
      { at, end, from: 0, to: newest, count: newest, kind: kinds[0] },
      {
        at,
        end,
        from: newest,
        to: submissions,
        count: submissions - newest,
        kind: kinds[1]
      }
    ].filter(({ count }) => count > 0);
  });
  return {
    ...COMMON,
    layer: [
      {
        data: { values },
        // Stacked above: Vega-Lite takes bars that span a time for lying ones.
        mark: { type: 'rect' },
        encoding: {
          x: {
            field: 'at',
            type: 'temporal',
            axis: { title: null, tickCount: 8, labelOverlap: true }
          },
          x2: { field: 'end' },
          y: {
            field: 'from',
            type: 'quantitative',
            scale: { zero: true },
            axis: counts(title, most)
          },
          y2: { field: 'to' },
          color: {
            field: 'kind',
            type: 'nominal',
            scale: { domain: kinds },
            legend: { title: null, orient: 'top' }
          },
          tooltip: [
            {
              field: 'at',
              type: 'temporal',
              title: trans.__('From'),
              format: '%d %b, %H:%M'
            },
            { field: 'kind', type: 'nominal', title },
            { field: 'count', type: 'quantitative', title: trans.__('Number') }
          ]
        }
      },
      ...(insight.due_at
        ? [line({ x: insight.due_at }, 'temporal', trans.__('Due'))]
        : [])
    ]
  };
}

/** Whom tests tell apart: those below the line are passed by the weaker students. */
export function testChart(
  tests: readonly TestInsight[],
  trans: TranslationBundle
): ChartSpec {
  const passed = trans.__('Passed');
  const discrimination = trans.__('Discrimination');
  return {
    ...COMMON,
    height: 220,
    layer: [
      {
        data: {
          values: tests
            .filter(test => typeof test.discrimination === 'number')
            .map(test => ({
              test: test.test,
              rate: test.pass_rate,
              discrimination: test.discrimination ?? null
            }))
        },
        mark: { type: 'point', filled: true, size: 70, opacity: 0.8 },
        encoding: {
          x: {
            field: 'rate',
            type: 'quantitative',
            scale: { domain: [0, 1] },
            axis: { title: passed, format: '.0%', tickCount: 5 }
          },
          y: {
            field: 'discrimination',
            type: 'quantitative',
            scale: { domain: [-1, 1] },
            axis: { title: discrimination, format: '.1f', tickCount: 5 }
          },
          tooltip: [
            { field: 'test', type: 'nominal', title: trans.__('Test') },
            {
              field: 'rate',
              type: 'quantitative',
              title: passed,
              format: '.0%'
            },
            {
              field: 'discrimination',
              type: 'quantitative',
              title: discrimination,
              format: '.2f'
            }
          ]
        }
      },
      {
        data: { values: [{ zero: 0 }] },
        mark: { type: 'rule' },
        encoding: { y: { field: 'zero', type: 'quantitative' } }
      }
    ]
  };
}

/** A line across the chart, with its word above it. */
function line(
  place: { x: number | string },
  type: 'quantitative' | 'temporal',
  word: string
): ReadonlyJSONObject {
  const data = { values: [{ ...place, word }] };
  const x = { field: 'x', type };
  return {
    data,
    encoding: { x },
    layer: [
      { mark: { type: 'rule' } },
      {
        mark: {
          type: 'text',
          align: 'center',
          baseline: 'bottom',
          y: -3
        },
        encoding: { text: { field: 'word', type: 'nominal' } }
      }
    ]
  };
}

function range(from: number, to: number, step: number): number[] {
  const count = Math.round((to - from) / step) + 1;
  return Array.from({ length: count }, (_, index) => from + index * step);
}
