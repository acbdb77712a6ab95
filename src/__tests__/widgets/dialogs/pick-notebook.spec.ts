import { Dialog } from '@jupyterlab/apputils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import { FileDialog } from '@jupyterlab/filebrowser';
import type { Contents } from '@jupyterlab/services';
import { nullTranslator } from '@jupyterlab/translation';
import { english } from '../../../english';
import { pickNotebook } from '../../../widgets/dialogs/pick-notebook';

afterEach(() => jest.restoreAllMocks());

/** What JupyterLab's dialog gives, one time after the other: what was chosen, or null = cancelled. */
function choose(...answers: (Partial<Contents.IModel> | null)[]) {
  const asked = jest.spyOn(FileDialog, 'getOpenFiles');
  for (const one of answers) {
    asked.mockResolvedValueOnce({
      button: one ? Dialog.okButton() : Dialog.cancelButton(),
      isChecked: null,
      value: one ? [one as Contents.IModel] : []
    });
  }
  return asked;
}

const pick = (): Promise<string | null> =>
  pickNotebook({} as IDocumentManager, nullTranslator, english);

describe('the choice of a notebook', () => {
  it('goes on in a folder that was chosen, and says so', async () => {
    const asked = choose(
      { type: 'directory', path: 'physics' },
      { type: 'notebook', path: 'physics/hw1.ipynb' }
    );
    expect(await pick()).toBe('physics/hw1.ipynb');
    expect(asked.mock.calls[0][0]).not.toHaveProperty('label');
    expect(asked.mock.calls[1][0]).toMatchObject({
      defaultPath: 'physics',
      label: 'That is a folder. Choose a notebook in it.'
    });
  });

  it('ends where it is cancelled', async () => {
    const asked = choose({ type: 'directory', path: '' }, null);
    expect(await pick()).toBeNull();
    expect(asked).toHaveBeenCalledTimes(2);
  });
});
