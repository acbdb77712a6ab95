import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useState, type ReactElement } from 'react';
import type { IErrorText } from '../../api/errors';
import type { ExecutedModel } from '../../models/formgrader/executed';
import { Message } from '../message';
import { NotebookCells } from '../notebook-cells';

export interface IExecutedNotebookProps {
  submissionId: string;
  /** Another one has another notebook. */
  gradeId: string;
  executed: ExecutedModel;
  trans: TranslationBundle;
  faultOf(error: unknown): IErrorText | null;
}

/** The notebook as it was run, to be read: nothing of it runs here. It is asked for when somebody opens it. */
export function ExecutedNotebook(props: IExecutedNotebookProps): ReactElement {
  const { executed, gradeId, submissionId, trans } = props;
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (open) {
      void executed.read(submissionId);
    }
  }, [open, executed, submissionId, gradeId]);
  return (
    <details
      className="jp-AutogradeLog"
      onToggle={event => setOpen(event.currentTarget.open)}
    >
      <summary>{trans.__('Notebook as it was run')}</summary>
      {open && <Content {...props} />}
    </details>
  );
}

function Content(props: IExecutedNotebookProps): ReactElement {
  const { executed, submissionId, trans } = props;
  const { notebooks, shown } = executed;
  const fault = props.faultOf(executed.error);
  if (fault) {
    return (
      <Message
        kind="error"
        sentence={fault.sentence}
        nextStep={fault.nextStep}
        action={{
          label: trans.__('Try again'),
          onClick: () => void executed.read(submissionId)
        }}
      />
    );
  }
  if (notebooks?.length === 0) {
    return (
      <Message
        kind="empty"
        sentence={trans.__('No notebook was kept of this grading.')}
      />
    );
  }
  return (
    <>
      {notebooks && notebooks.length > 1 && (
        <select
          className="jp-AutogradeSelect"
          aria-label={trans.__('Notebook')}
          value={notebooks.find(one => one.path === shown?.path)?.index ?? ''}
          onChange={({ target: { value } }) =>
            void executed.read(submissionId, Number(value))
          }
        >
          {notebooks.map(one => (
            <option key={one.index} value={one.index}>
              {one.path}
            </option>
          ))}
        </select>
      )}
      {shown ? (
        <div
          className="jp-AutogradeExecuted"
          role="group"
          aria-label={shown.path}
          tabIndex={0}
        >
          <NotebookCells cells={shown.cells} trans={trans} />
        </div>
      ) : (
        <Message kind="loading" sentence={trans.__('Loading the notebook…')} />
      )}
    </>
  );
}
