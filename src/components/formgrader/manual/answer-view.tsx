import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { Answer } from '../../../api/schemas';
import { Markdown, withoutMarks } from '../../markdown';
import { Message } from '../../message';
import { plainText } from '../../terminal-text';
import { Outputs, type SafeOutput } from './outputs';

export interface IAnswerViewProps {
  /** null until it has come. */
  answer: Answer | null;
  trans: TranslationBundle;
}

/** What somebody wrote, cell by cell; what was handed out stands back. */
export function AnswerView(props: IAnswerViewProps): ReactElement {
  const { answer, trans } = props;
  if (!answer) {
    return (
      <Message kind="loading" sentence={trans.__('Loading the answer…')} />
    );
  }
  if (answer.cells.length === 0) {
    return (
      <Message
        kind="empty"
        sentence={trans.__('There is no notebook to show.')}
        nextStep={trans.__('Look at the files of the submission.')}
      />
    );
  }
  return (
    <>
      {!answer.found && (
        <Message
          kind="info"
          sentence={trans.__(
            'It can’t be told which cells are the answer, so the whole notebook is shown.'
          )}
        />
      )}
      <SafeCells cells={answer.cells} trans={trans} />
    </>
  );
}

/** Cells with what of their outputs the service lets through. */
export function SafeCells(props: {
  cells: Answer['cells'];
  trans: TranslationBundle;
}): ReactElement {
  const { cells, trans } = props;
  return (
    <>
      {cells.filter(isSaid).map((cell, index) => (
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
function isSaid(cell: Answer['cells'][number]): boolean {
  return cell.cell_type !== 'markdown' || withoutMarks(cell.source) !== '';
}
