import type { TranslationBundle } from '@jupyterlab/translation';
import { useLayoutEffect, useRef, type ReactElement } from 'react';
import type { IErrorText } from '../../api/errors';
import type {
  LiveNotebook,
  LiveTail as Tail,
  TailCell,
  TailOutput
} from '../../api/schemas';
import { errorLine, nameOf } from '../../live-notebooks';
import { exactTime, timeAgo } from '../../timestamps';
import { Facts } from '../facts';
import { Message } from '../message';
import { plainText } from '../terminal-text';
import { stateWords } from './live-words';

/** Pixels from the end at which somebody still reads the end. */
const NEAR = 24;

export interface ILiveTailProps {
  /** null = none is chosen. */
  notebook: LiveNotebook | null;
  /** null before the first answer. */
  tail: Tail | null;
  fault: IErrorText | null;
  /** This moment, by the clock of the service. */
  now: Date;
  trans: TranslationBundle;
  onRetry(): void;
}

/** The end of a student's notebook, as it was saved last. */
export function LiveTail(props: ILiveTailProps): ReactElement {
  const { notebook, tail, trans } = props;
  const pane = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  const shown = notebook && `${notebook.user} ${notebook.path}`;
  useLayoutEffect(() => {
    atEnd.current = true;
    pane.current?.scrollTo?.({ top: 0 });
  }, [shown]);
  // An error is read first, and it stands at the top. Without one, who reads the end goes on reading the end; who has
  // gone up to an earlier cell stays there.
  const failed = notebook?.error !== null && notebook?.error !== undefined;
  useLayoutEffect(() => {
    if (pane.current && tail && atEnd.current && !failed) {
      pane.current.scrollTop = pane.current.scrollHeight;
    }
  }, [failed, shown, tail]);
  return (
    <section
      ref={pane}
      className="jp-AutogradeDetail jp-AutogradeLive-tail"
      aria-label={trans.__('Chosen notebook')}
      tabIndex={0}
      onScroll={({ currentTarget: at }) => {
        atEnd.current = at.scrollHeight - at.scrollTop - at.clientHeight < NEAR;
      }}
    >
      {notebook ? (
        <Notebook {...props} notebook={notebook} />
      ) : (
        <Message
          kind="empty"
          sentence={trans.__('No notebook chosen.')}
          nextStep={trans.__('Choose one in the table to see its last cells.')}
        />
      )}
    </section>
  );
}

function Notebook(
  props: ILiveTailProps & { notebook: LiveNotebook }
): ReactElement {
  const { fault, notebook, now, tail, trans } = props;
  return (
    <>
      <header className="jp-AutogradeDetail-head">
        <h2 className="jp-AutogradeDetail-title">{nameOf(notebook)}</h2>
        <span className="jp-AutogradeBadge" data-kind={notebook.state}>
          {stateWords(notebook, now, trans)}
        </span>
      </header>
      <Facts
        facts={[
          [trans.__('Notebook'), notebook.path],
          [trans.__('Section'), notebook.section ?? null],
          [
            trans.__('Saved'),
            <span key="saved" title={exactTime(notebook.saved_at)}>
              {timeAgo(notebook.saved_at, now)}
            </span>
          ],
          [
            trans.__('Cells'),
            notebook.cells
              ? trans.__(
                  '%1, of which %2 were run',
                  notebook.cells,
                  notebook.run
                )
              : null
          ],
          [
            trans.__('Error'),
            notebook.error && (
              <code key="error">{errorLine(notebook.error)}</code>
            )
          ]
        ]}
      />
      {fault && (
        <Message
          kind="error"
          sentence={fault.sentence}
          nextStep={fault.nextStep}
          action={{ label: trans.__('Try again'), onClick: props.onRetry }}
        />
      )}
      {!notebook.has_tail ? (
        <Message
          kind="info"
          sentence={trans.__('Only that it was saved is known.')}
          nextStep={trans.__(
            'The cells come with saves in JupyterLab or Notebook with this extension, from the time on when the live classroom is switched on.'
          )}
        />
      ) : (
        tail === null &&
        !fault && (
          <Message kind="loading" sentence={trans.__('Loading the cells…')} />
        )
      )}
      {tail?.failing && (
        <>
          <p className="jp-AutogradeLive-which">
            {trans.__('The cell that failed.')}
          </p>
          <ol className="jp-AutogradeLive-cells">
            <Cell cell={tail.failing} trans={trans} />
          </ol>
        </>
      )}
      {tail && (
        <>
          <p className="jp-AutogradeLive-which">
            {tail.cut
              ? trans.__('The last cells; some of it is left out.')
              : trans.__('The last cells.')}
          </p>
          <ol className="jp-AutogradeLive-cells">
            {tail.cells.map((cell, index) => (
              <Cell key={index} cell={cell} trans={trans} />
            ))}
          </ol>
        </>
      )}
    </>
  );
}

function Cell(props: {
  cell: TailCell;
  trans: TranslationBundle;
}): ReactElement {
  const { cell, trans } = props;
  const code = cell.cell_type === 'code';
  return (
    <li className="jp-AutogradeLive-cell" data-kind={cell.cell_type}>
      {code && (
        <span className="jp-AutogradeLive-count">
          [{cell.execution_count ?? ' '}]
        </span>
      )}
      <pre className="jp-AutogradeLive-source">{plainText(cell.source)}</pre>
      {cell.outputs.map((output, index) => (
        <Output key={index} output={output} trans={trans} />
      ))}
    </li>
  );
}

function Output(props: {
  output: TailOutput;
  trans: TranslationBundle;
}): ReactElement {
  const { output, trans } = props;
  return output.kind === 'omitted' ? (
    <p className="jp-AutogradeLive-omitted">
      {trans.__(
        'Not shown: %1',
        plainText(output.text || output.mime || trans.__('an output'))
      )}
    </p>
  ) : (
    <pre className="jp-AutogradeLive-output" data-kind={output.kind}>
      {plainText(output.text)}
    </pre>
  );
}
