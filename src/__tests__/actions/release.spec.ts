import { waitFor } from '@testing-library/dom';
import { releaseNotebook } from '../../actions/release';
import { NotebookStatusModel } from '../../models/notebook-status';
import { FakeClient } from '../fake-client';
import { course, notebookInfo } from '../samples';
import { press } from './dialog';
import { environment } from './environment';

describe('a release', () => {
  it('takes along the files that the notebook names', async () => {
    const client = new FakeClient();
    const all = environment({ client });
    client.notebookInfo = notebookInfo({
      assignment: null,
      teaches: [course({ role: 'instructor' })]
    });
    client.candidateFiles = () =>
      Promise.resolve([
        { path: 'cs1/lab1/data.csv', size: 1, named: true },
        { path: 'cs1/lab1/old-solution.ipynb', size: 1, named: false }
      ]);
    const release = jest.spyOn(client, 'release');
    const model = new NotebookStatusModel({
      client,
      live: all.live,
      path: client.notebookInfo.path
    });
    await model.refresh();
    void releaseNotebook(model, all);
    await press('Build and check');
    await waitFor(() => expect(release).toHaveBeenCalledTimes(1));
    expect(release.mock.calls[0][0].files).toEqual(['cs1/lab1/data.csv']);
    model.dispose();
  });
});
