import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IAutogradeClient } from '../api/client';
import { describeError } from '../api/errors';
import type { IReleasedCell } from '../api/own-work';
import { askToRevert } from '../widgets/dialogs/revert-cell';
import { showFault } from '../widgets/dialogs/fault';

/** The text of a cell, as its shared model has it. */
export interface ICellText {
  readonly id: string;
  getSource(): string;
  setSource(source: string): void;
}

/** Ask, then put the released text of a cell back. */
export async function revertCell(
  cell: ICellText,
  path: string,
  { client, trans }: { client: IAutogradeClient; trans: TranslationBundle }
): Promise<void> {
  let released: IReleasedCell;
  try {
    released = await client.ownWork.releasedCell(path, cell.id);
  } catch (reason) {
    await showFault(
      trans.__('The cell was not reverted'),
      describeError(reason, trans),
      trans
    );
    return;
  }
  if (released.source === cell.getSource()) {
    Notification.info(trans.__('This cell is as it was released.'), {
      autoClose: 5_000
    });
  } else if (await askToRevert(released.source, trans)) {
    cell.setSource(released.source);
  }
}
