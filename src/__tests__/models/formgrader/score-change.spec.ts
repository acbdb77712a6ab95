import { deferred } from '../../deferred';
import { settled } from '../../live';
import { scoreChange, unreachable } from '../../samples';
import { openSubmissions } from '../../submissions-page';

describe('a regrade', () => {
  it('is looked at before its scores count', async () => {
    const { client, list } = await openSubmissions();
    list.marks.mark(['S1'], true);
    expect(await list.startRegrade()).toBe(true);
    expect(client.scoreChanges.regrades).toEqual([
      { attempts: 'latest', submissions: ['S1'], reason: '' }
    ]);
    expect(list.regrade.preview?.counts.down).toBe(1);
    await list.endRegrade('up');
    expect(client.calls).toContain('apply X1 up');
    expect(list.regrade.preview).toBeNull();
  });

  it('is there again after a reload, as long as it is open', async () => {
    const { client, list, model } = await openSubmissions();
    client.scoreChanges.listed = [
      scoreChange({ id: 'X0', state: 'discarded' }),
      scoreChange()
    ];
    await model.refresh();
    expect(list.regrade.preview?.id).toBe('X1');
    await list.endRegrade(null);
    expect(client.calls).toContain('discard X1');
  });

  it('shows new scores when all of it is graded', async () => {
    const { client, list, pushes } = await openSubmissions();
    client.scoreChanges.changed = {
      counts: { ...scoreChange().counts, waiting: 1 }
    };
    list.marks.mark(['S1'], true);
    await list.startRegrade();
    client.scoreChanges.changed = {};
    pushes.push('service_event', {
      type: 'regrade_ready',
      at: '2026-11-21T11:03:00Z',
      course_id: 'C1',
      assignment_id: 'A1',
      user: null,
      data: {}
    });
    await settled();
    expect(list.regrade.preview?.counts.waiting).toBe(0);
  });

  it('is begun once by two clicks, and not while another is open', async () => {
    const { client, list } = await openSubmissions();
    list.marks.mark(['S1'], true);
    await Promise.all([list.startRegrade(), list.startRegrade()]);
    await list.startRegrade();
    expect(client.scoreChanges.regrades).toHaveLength(1);
  });

  it('of another assignment is not shown, however late it answers', async () => {
    const { client, list, model } = await openSubmissions();
    list.marks.mark(['S1'], true);
    const preview = deferred(client.scoreChanges, 'preview');
    const begun = list.startRegrade();
    model.context.selectAssignment('A2');
    await settled();
    preview.resolve(scoreChange());
    expect(await begun).toBe(false);
    expect(list.regrade).toMatchObject({ preview: null, busy: false });
  });

  it('goes at once when another assignment is chosen, though nothing is answered', async () => {
    const { client, list, model } = await openSubmissions();
    client.scoreChanges.listed = [scoreChange()];
    await model.refresh();
    expect(list.regrade.preview).not.toBeNull();
    client.fault = unreachable();
    model.context.selectAssignment('A2');
    await settled();
    expect(list.regrade.preview).toBeNull();
  });

  it('is not overwritten by a list from before it', async () => {
    const { client, list, model } = await openSubmissions();
    list.marks.mark(['S1'], true);
    const before = deferred(client.scoreChanges, 'list');
    const refreshed = model.refresh();
    await settled();
    await list.startRegrade();
    before.resolve([]);
    await refreshed;
    expect(list.regrade.preview?.id).toBe('X1');
  });
});
