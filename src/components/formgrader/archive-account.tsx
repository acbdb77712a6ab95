import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { IErrorText } from '../../api/errors';
import type { ArchiveDownload } from '../../models/formgrader/archive-download';
import { fileSize } from '../../quantities';
import { Button } from '../button';
import { Message } from '../message';

/** How far the files of many submissions are. */
export function ArchiveAccount(props: {
  download: ArchiveDownload;
  fault: IErrorText | null;
  trans: TranslationBundle;
}): ReactElement {
  const { download, fault, trans } = props;
  const { received, running, total } = download;
  return (
    <section
      className="jp-AutogradeBulk"
      aria-label={trans.__('Download of submissions')}
    >
      <div className="jp-AutogradeBulk-head">
        <p role="status">{words(download, trans)}</p>
        {running ? (
          <>
            <span>{received > 0 && fileSize(received)}</span>
            <progress
              aria-label={trans.__('Progress')}
              max={total ?? undefined}
              value={total === null ? undefined : received}
            />
            <Button onClick={() => download.stop()}>{trans.__('Stop')}</Button>
          </>
        ) : (
          <Button onClick={() => download.close()}>{trans.__('Close')}</Button>
        )}
      </div>
      {fault && (
        <Message
          kind="error"
          sentence={fault.sentence}
          nextStep={fault.nextStep}
        />
      )}
    </section>
  );
}

function words(download: ArchiveDownload, trans: TranslationBundle): string {
  const { count, error, received, running, stopped } = download;
  const many = count ?? 0;
  if (running) {
    return received === 0
      ? trans._n(
          'Packing the files of %1 submission…',
          'Packing the files of %1 submissions…',
          many
        )
      : trans._n(
          'Downloading the files of %1 submission…',
          'Downloading the files of %1 submissions…',
          many
        );
  }
  if (stopped) {
    return trans.__('You have stopped the download.');
  }
  return error
    ? trans.__('The files were not downloaded.')
    : trans._n(
        'The files of %1 submission are downloaded.',
        'The files of %1 submissions are downloaded.',
        many
      );
}
