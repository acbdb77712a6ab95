import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useRef, type ReactElement } from 'react';
import type { VersionPreview } from '../../../api/schemas';
import { Button } from '../../button';
import { Message } from '../../message';
import { NotebookCells } from '../../notebook-cells';

export interface IVersionPreviewProps {
  /** Of the assignment. */
  name: string;
  preview: VersionPreview;
  trans: TranslationBundle;
  onClose(): void;
}

/** A version as its students get it: to be read, with nothing that runs, and in nobody's folder. */
export function VersionPreviewView(props: IVersionPreviewProps): ReactElement {
  const { name, preview, trans } = props;
  const place = useRef<HTMLElement>(null);
  // The keys go on where the reading is.
  useEffect(() => place.current?.focus({ preventScroll: true }), []);
  const { files, notebooks } = preview;
  return (
    <section
      ref={place}
      tabIndex={-1}
      className="jp-AutogradePreview"
      aria-label={trans.__('Preview of version %1', preview.number)}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          props.onClose();
        }
      }}
    >
      <div className="jp-AutogradePreview-banner" role="note">
        <p>
          <strong>
            {trans.__(
              'Preview: “%1”, version %2, as students get it.',
              name,
              preview.number
            )}
          </strong>{' '}
          {trans.__('Nothing here runs, is saved, or is handed in.')}
        </p>
        <Button primary onClick={props.onClose}>
          {trans.__('Close preview')}
        </Button>
      </div>
      <div className="jp-AutogradePreview-pages">
        {notebooks.length === 0 && (
          <Message
            kind="empty"
            sentence={trans.__('This version has no notebook.')}
          />
        )}
        {notebooks.map(notebook => (
          <section key={notebook.path} aria-label={notebook.path}>
            <h3 className="jp-AutogradePreview-path">{notebook.path}</h3>
            {notebook.left_out ? (
              <Message
                kind="info"
                sentence={trans.__(
                  'This notebook is too long, or can’t be read here.'
                )}
                nextStep={trans.__('Fetch the assignment to look at it.')}
              />
            ) : (
              <NotebookCells cells={notebook.cells} trans={trans} />
            )}
          </section>
        ))}
        {files.length > 0 && (
          <section aria-label={trans.__('Other files')}>
            <h3 className="jp-AutogradePreview-path">
              {trans.__('Other files')}
            </h3>
            <ul>
              {files.map(path => (
                <li key={path}>{path}</li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </section>
  );
}
