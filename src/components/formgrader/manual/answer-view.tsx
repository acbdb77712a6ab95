import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { Answer } from '../../../api/schemas';
import { Message } from '../../message';
import { NotebookCells } from '../../notebook-cells';

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
      <NotebookCells cells={answer.cells} trans={trans} />
    </>
  );
}
