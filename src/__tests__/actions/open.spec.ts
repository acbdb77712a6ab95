import { ServerConnection } from '@jupyterlab/services';
import { waitFor } from '@testing-library/dom';
import { openNotebook } from '../../actions/open';
import { english } from '../../english';
import { press } from './dialog';

const PATH = 'cs1/lab1/lab1.ipynb';

/** What the contents API rejects with. */
const answered = (status: number) =>
  new ServerConnection.ResponseError({ status } as Response, 'No');

describe('opening a notebook', () => {
  it('says nothing when it opens', async () => {
    const open = () => Promise.resolve();
    expect(await openNotebook(PATH, open, english)).toBe(true);
    expect(document.querySelector('.jp-Dialog')).toBeNull();
  });

  it.each([
    [answered(404), `There is no file “${PATH}” any more.`],
    [answered(500), 'Something went wrong.'],
    [
      new ServerConnection.NetworkError(new TypeError('no')),
      'Your Jupyter server does not answer.'
    ]
  ])('says why it does not: %s', async (reason, words) => {
    const done = openNotebook(PATH, () => Promise.reject(reason), english);
    await waitFor(() =>
      expect(document.querySelector('.jp-Dialog')?.textContent).toContain(words)
    );
    await press('Close');
    expect(await done).toBe(false);
  });
});
