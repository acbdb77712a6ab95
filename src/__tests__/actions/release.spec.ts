import { waitFor } from '@testing-library/dom';
import { releaseNotebook, releasePicked } from '../../actions/release';
import { NotebookStatusModel } from '../../models/notebook-status';
import { FakeClient } from '../fake-client';
import { assignment, course, notebookInfo } from '../samples';
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

  it('makes a new version of the assignment that was named, of a notebook that is asked for', async () => {
    const client = new FakeClient();
    const path = 'mine/lab-1 final.ipynb';
    client.notebookInfo = notebookInfo({
      path,
      assignment: null,
      teaches: [course({ role: 'instructor' })],
      can: { fetch: false, submit: false, release: true }
    });
    client.assignmentList = [
      assignment({ id: 'A0', name: 'lab0' }),
      assignment({ id: 'A1', name: 'lab1' })
    ];
    const release = jest.spyOn(client, 'release');
    const all = environment({
      client,
      pickNotebook: () => Promise.resolve(path)
    });
    void releasePicked({ courseId: 'C1', assignmentId: 'A1' }, all);
    await press('Build and check');
    await waitFor(() => expect(release).toHaveBeenCalledTimes(1));
    expect(release.mock.calls[0][0]).toMatchObject({
      path,
      name: 'lab1',
      assignment_id: 'A1'
    });
  });

  it('sends nothing without a notebook, or of one that can’t be released', async () => {
    const client = new FakeClient();
    const release = jest.spyOn(client, 'release');
    expect(await releasePicked({}, environment({ client }))).toBeNull();
    client.notebookInfo = notebookInfo({
      can: { fetch: true, submit: true, release: false }
    });
    const all = environment({
      client,
      pickNotebook: () => Promise.resolve(client.notebookInfo.path)
    });
    const released = releasePicked({}, all);
    await press('Close');
    expect(await released).toBeNull();
    expect(release).not.toHaveBeenCalled();
  });
});
