import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { AnswerCell } from '../api/schemas';
import { Markdown, withoutMarks } from './markdown';
import { Outputs, type SafeOutput } from './outputs';
import { plainText } from './terminal-text';

/** Cells of somebody's notebook, to be read: nothing of them runs or is loaded (SEC-50). */
export function NotebookCells(props: {
  cells: readonly AnswerCell[];
  trans: TranslationBundle;
}): ReactElement {
  const { trans } = props;
  return (
    <>
      {props.cells.filter(isSaid).map((cell, index) => (
        <div
          key={index}
          className="jp-AutogradeAnswer-cell"
          data-kind={cell.cell_type}
          data-handed-out={cell.handed_out || undefined}
        >
          {cell.cell_type === 'markdown' ? (
            <Markdown text={cell.source} trans={trans} />
          ) : (
            <pre className="jp-AutogradeAnswer-source">
              {plainText(cell.source)}
            </pre>
          )}
          <Outputs
            outputs={(cell.outputs ?? []) as readonly SafeOutput[]}
            trans={trans}
          />
        </div>
      ))}
    </>
  );
}

/** Whether a cell is more than a mark where a question begins or ends. */
function isSaid(cell: AnswerCell): boolean {
  return cell.cell_type !== 'markdown' || withoutMarks(cell.source) !== '';
}
