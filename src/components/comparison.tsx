import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, type ReactElement } from 'react';
import type {
  Change,
  IComparedCell,
  IComparedLine,
  IComparedNotebook,
  IComparison
} from '../api/own-work';

/** What has changed since an attempt, cell by cell. */
export function Comparison(props: {
  comparison: IComparison;
  trans: TranslationBundle;
}): ReactElement {
  const { comparison, trans } = props;
  const { attempt, files, notebooks } = comparison;
  const heading = useId();
  return (
    <section className="jp-AutogradeComparison" aria-labelledby={heading}>
      <p id={heading} className="jp-AutogradeStatus-heading">
        {trans.__('Changed since attempt %1', attempt)}
      </p>
      {notebooks.length + files.length === 0 && (
        <p>{trans.__('Nothing: your files are as you handed them in.')}</p>
      )}
      {notebooks.map(notebook => (
        <Notebook key={notebook.path} notebook={notebook} trans={trans} />
      ))}
      {files.length > 0 && (
        <ul className="jp-AutogradeComparison-files">
          {files.map(({ change, path }) => (
            <li key={path}>
              {path} <Tag change={change} trans={trans} />
            </li>
          ))}
        </ul>
      )}
      {comparison.truncated && (
        <p>{trans.__('There is more; only the beginning is shown.')}</p>
      )}
    </section>
  );
}

function Notebook(props: {
  notebook: IComparedNotebook;
  trans: TranslationBundle;
}): ReactElement {
  const { notebook, trans } = props;
  return (
    <>
      <p className="jp-AutogradeComparison-path">
        {notebook.path}
        {notebook.change !== 'changed' && (
          <Tag change={notebook.change} trans={trans} />
        )}
      </p>
      {notebook.note && <p>{notebook.note}</p>}
      {notebook.cells.map((cell, index) => (
        <Cell key={index} cell={cell} trans={trans} />
      ))}
    </>
  );
}

function Cell(props: {
  cell: IComparedCell;
  trans: TranslationBundle;
}): ReactElement {
  const { cell, trans } = props;
  return (
    <figure className="jp-AutogradeComparison-cell">
      <figcaption>
        {trans.__('Cell %1', cell.number)}
        {cell.change !== 'changed' && (
          <Tag change={cell.change} trans={trans} />
        )}
      </figcaption>
      <pre tabIndex={0} aria-label={trans.__('Lines of cell %1', cell.number)}>
        {cell.lines.map((line, index) => (
          <Line key={index} line={line} trans={trans} />
        ))}
      </pre>
    </figure>
  );
}

const SIGNS = { same: ' ', added: '+', removed: '−', gap: '⋯' } as const;

function Line(props: {
  line: IComparedLine;
  trans: TranslationBundle;
}): ReactElement {
  const { line, trans } = props;
  const said = {
    same: '',
    added: trans.__('now:'),
    removed: trans.__('handed in:'),
    gap: trans.__('lines that are the same')
  }[line.change];
  return (
    <span className="jp-AutogradeComparison-line" data-change={line.change}>
      <span aria-hidden="true">{`${SIGNS[line.change]} `}</span>
      {said && <span className="jp-AutogradeHidden">{said} </span>}
      {`${line.text}\n`}
    </span>
  );
}

function Tag(props: {
  change: Change;
  trans: TranslationBundle;
}): ReactElement {
  const { change, trans } = props;
  const words = {
    changed: trans.__('changed'),
    added: trans.__('new'),
    removed: trans.__('gone')
  }[change];
  return <span className="jp-AutogradeTag">{words}</span>;
}
