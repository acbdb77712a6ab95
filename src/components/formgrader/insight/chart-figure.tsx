import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import {
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type ReactElement,
  type ReactNode
} from 'react';
import type { ChartSpec } from './chart-specs';

/** Draw a chart into an element, until it is disposed of; `onFailed` when that can't be done. */
export type DrawChart = (
  host: HTMLElement,
  spec: ChartSpec,
  onFailed: () => void
) => IDisposable;

export interface IChartFigureProps {
  title: string;
  /** What is to be seen, in a sentence. */
  summary?: string;
  spec: ChartSpec;
  /** Undefined where nothing can draw: on the service's own page. */
  draw?: DrawChart;
  /** The same numbers stand in sight elsewhere, so that there is nothing to switch. */
  withTable?: boolean;
  trans: TranslationBundle;
  /** The same as a table: for who asks for it, and always for screen readers. */
  children: ReactNode;
}

/** A chart with its numbers as a table. */
export function ChartFigure(props: IChartFigureProps): ReactElement {
  const { spec, title, trans, withTable } = props;
  // Specs are made anew with each drawing of the page; a chart only where it says something else.
  const text = JSON.stringify(spec);
  const [failedText, setFailed] = useState<string | null>(null);
  const failed = failedText === text;
  const draw = failed ? undefined : props.draw;
  const [wanted, setWanted] = useState(false);
  const heading = useId();
  const isDrawn = draw !== undefined && (withTable || !wanted);
  return (
    <section className="jp-AutogradeInsight-figure" aria-labelledby={heading}>
      <header className="jp-AutogradeInsight-head">
        <h2 id={heading} className="jp-AutogradeInsight-title">
          {title}
        </h2>
        {draw && !withTable && (
          <button
            type="button"
            className="jp-AutogradeButton"
            aria-pressed={wanted}
            aria-label={trans.__('Table: %1', title)}
            onClick={() => setWanted(!wanted)}
          >
            {trans.__('Table')}
          </button>
        )}
      </header>
      {props.summary && (
        <p className="jp-AutogradeInsight-summary">{props.summary}</p>
      )}
      {failed && (
        <p role="status">
          {trans.__('The chart could not be drawn; these are its numbers.')}
        </p>
      )}
      {isDrawn && (
        <Chart draw={draw} text={text} onFailed={() => setFailed(text)} />
      )}
      <div
        className={
          isDrawn && !withTable
            ? 'jp-AutogradeHidden'
            : 'jp-AutogradeInsight-table'
        }
      >
        {props.children}
      </div>
    </section>
  );
}

function Chart(props: {
  draw: DrawChart;
  /** Its specification, as JSON. */
  text: string;
  onFailed(): void;
}): ReactElement {
  const { draw, text } = props;
  const failed = useRef(props.onFailed);
  failed.current = props.onFailed;
  const host = useRef<HTMLDivElement>(null);
  // Before the element is gone: widgets want to be taken out of a page that they are in.
  useLayoutEffect(() => {
    if (host.current) {
      const chart = draw(host.current, JSON.parse(text) as ChartSpec, () =>
        failed.current()
      );
      return () => chart.dispose();
    }
    return undefined;
  }, [draw, text]);
  return (
    // The table says the same to those who do not see it.
    <div ref={host} className="jp-AutogradeInsight-chart" aria-hidden="true" />
  );
}
