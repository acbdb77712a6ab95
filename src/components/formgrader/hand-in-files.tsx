import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type ReactElement } from 'react';
import type { IErrorText } from '../../api/errors';
import type { IChosenFile, IPlacedFile } from '../../hand-in-files';
import { Button } from '../button';
import { Message } from '../message';
import type { IFileChoice } from './page';

export interface IHandInFilesProps {
  files: readonly IPlacedFile[];
  /** How files of the user's server are chosen; undefined where there is none. */
  choice?: IFileChoice;
  trans: TranslationBundle;
  onAdd(files: readonly IChosenFile[]): void;
  onRemove(file: IChosenFile): void;
}

/** The files to hand in: from the computer, or of the user's server. */
export function HandInFiles(props: IHandInFilesProps): ReactElement {
  const { choice, files, trans } = props;
  const [fault, setFault] = useState<IErrorText | null>(null);
  const open = choice?.openNotebooks() ?? [];
  const choose = async (): Promise<void> => {
    setFault(null);
    try {
      props.onAdd((await choice?.choose()) ?? []);
    } catch {
      setFault({
        sentence: trans.__('The files could not be chosen.'),
        nextStep: trans.__('Reload the page and try again.'),
        retry: true
      });
    }
  };
  return (
    <fieldset className="jp-AutogradeHandIn-files">
      <legend>{trans.__('Files')}</legend>
      <ul aria-label={trans.__('Files to hand in')}>
        {files.map(({ file, path }) => (
          <li key={file.name}>
            <span>
              {path === file.name
                ? path
                : trans.__('%1, handed in as %2', file.name, path)}
            </span>
            <Button
              label={trans.__('Leave out %1', file.name)}
              onClick={() => props.onRemove(file)}
            >
              {trans.__('Leave out')}
            </Button>
          </li>
        ))}
      </ul>
      <div className="jp-AutogradeButtons">
        {open.length > 0 && (
          <select
            className="jp-AutogradeSelect"
            value=""
            aria-label={trans.__('Take an open notebook, as it was saved')}
            onChange={event => {
              const file = open.find(one => one.key === event.target.value);
              if (file) {
                props.onAdd([file]);
              }
            }}
          >
            <option value="">{trans.__('Open notebook…')}</option>
            {open.map(one => (
              <option key={one.key} value={one.key}>
                {one.key}
              </option>
            ))}
          </select>
        )}
        {choice && (
          <Button onClick={() => void choose()}>
            {trans.__('From this server…')}
          </Button>
        )}
        <label className="jp-AutogradeHandIn-upload">
          {trans.__('From this computer:')}
          <input
            type="file"
            multiple
            onChange={({ target }) => {
              props.onAdd(
                [...(target.files ?? [])].map(file => ({
                  name: file.name,
                  read: () => file.arrayBuffer()
                }))
              );
              // The same file can be chosen once more.
              target.value = '';
            }}
          />
        </label>
      </div>
      {fault && (
        <Message
          kind="error"
          sentence={fault.sentence}
          nextStep={fault.nextStep}
        />
      )}
    </fieldset>
  );
}
