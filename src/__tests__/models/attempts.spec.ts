import { describeError } from '../../api/errors';
import type { IRestored } from '../../api/own-work';
import { english } from '../../english';
import { AttemptsModel } from '../../models/attempts';
import type { KeptFile } from '../../downloads';
import { FakeClient } from '../fake-client';
import { live } from '../live';
import { submission, TIME, unreachable } from '../samples';

function setUp() {
  const client = new FakeClient();
  client.submissionList = [
    submission({ id: 'S2', attempt: 2, state: 'graded', score: 7 }),
    submission({
      receipt: {
        submission_id: 'S1',
        course: 'cs1',
        assignment: 'lab1',
        user: 'alice',
        attempt: 1,
        submitted_at: TIME,
        late: false,
        sha256: 'ab12'.repeat(16),
        key_id: 'K1',
        signature: 'SIGNED'
      }
    })
  ];
  const { events } = live();
  const did: string[] = [];
  const keep = jest.fn<void, [KeptFile]>();
  const missed = jest.fn<void, [unknown]>();
  const returned = jest.fn<void, [IRestored]>();
  const model = new AttemptsModel({
    keep,
    missed,
    returned,
    client,
    live: events,
    assignmentId: 'A1',
    save: async () => {
      did.push(`save after ${client.calls.length}`);
    },
    reload: async paths => {
      did.push(`reload ${paths.join()}`);
    }
  });
  return { client, did, keep, missed, model, returned };
}

describe('the attempts of a user', () => {
  it('are listed, the newest first', async () => {
    const { model } = setUp();
    expect(model.attempts).toBeNull();
    await model.refresh();
    expect(model.attempts?.map(one => one.attempt)).toEqual([2, 1]);
  });

  it('are put back after what is open was saved, and shown anew', async () => {
    const { client, did, model } = setUp();
    await model.compare('S2');
    expect(model.comparison?.attempt).toBe(2);
    client.calls.length = 0;
    did.length = 0;
    await model.restore('S1');
    expect(did).toEqual(['save after 0', 'reload cs1/lab1/lab1.ipynb']);
    expect(client.calls).toEqual(['restore S1']);
    expect(model.restored?.backup).toBe('cs1/lab1/autograde-backup-1');
    expect(model.comparison).toBeNull();
    expect(model.busy).toBeNull();
  });

  it('give a receipt with the key it is checked with', async () => {
    const { client, keep, model } = setUp();
    await model.keepReceipt('S1');
    const [[file]] = keep.mock.calls;
    expect(file.name).toBe('receipt-1-S1.json');
    expect(JSON.parse(file.content)).toMatchObject({
      signature: 'SIGNED',
      public_key: 'PUBLIC'
    });
    // Nobody could check one without.
    client.ownWork.receiptKeys = () => Promise.resolve([]);
    await model.keepReceipt('S1');
    expect(keep).toHaveBeenCalledTimes(1);
    expect(describeError(model.error, english).sentence).toContain('no key');
  });

  it('say why nothing was done', async () => {
    const { client, did, keep, model } = setUp();
    client.fault = unreachable();
    await model.restore('S1');
    expect(model.error).toBe(client.fault);
    expect(model.restored).toBeNull();
    expect(did).toEqual(['save after 0']);
    await model.keepReceipt('S1');
    expect(keep).not.toHaveBeenCalled();
    client.fault = null;
    await model.compare('S1');
    expect(model.error).toBeNull();
  });

  it('say so until it is tried again, whatever else happens', async () => {
    const { client, model } = setUp();
    client.fault = unreachable();
    await model.restore('S1');
    const { error } = model;
    client.fault = null;
    await model.refresh();
    expect(model.error).toBe(error);
    await model.retry();
    expect(model.restored?.attempt).toBe(1);
    expect(model.error).toBeNull();
  });

  it('are dealt with one at a time', async () => {
    const { client, model } = setUp();
    const first = model.restore('S1');
    await model.compare('S2');
    await first;
    expect(client.calls).toEqual(['restore S1']);
    expect(model.comparison).toBeNull();
  });

  it('tell what fails after their dialog was closed', async () => {
    const { client, missed, model } = setUp();
    client.fault = unreachable();
    const restoring = model.restore('S1');
    model.dispose();
    await restoring;
    expect(missed).toHaveBeenCalledWith(client.fault);
  });

  it('tell what was put back after their dialog was closed', async () => {
    const { model, returned } = setUp();
    const restoring = model.restore('S1');
    model.dispose();
    await restoring;
    expect(returned).toHaveBeenCalledWith(model.restored);
  });

  it('tell nothing that shows in their dialog', async () => {
    const { client, missed, model, returned } = setUp();
    await model.restore('S1');
    client.fault = unreachable();
    await model.restore('S1');
    expect(model.error).toBe(client.fault);
    expect(missed).not.toHaveBeenCalled();
    expect(returned).toHaveBeenCalledTimes(0);
  });

  it('tell nothing of a comparison that nobody waits for', async () => {
    const { client, missed, model } = setUp();
    client.fault = unreachable();
    const comparing = model.compare('S1');
    model.dispose();
    await comparing;
    expect(missed).not.toHaveBeenCalled();
  });
});
