import { CommandRegistry } from '@lumino/commands';
import { Widget } from '@lumino/widgets';
import { waitFor } from '@testing-library/dom';
import { NotebookStatusModel } from '../../models/notebook-status';
import { CommandButton } from '../../widgets/command-button';
import { FakeClient } from '../fake-client';
import { live } from '../live';
import { assignment, notebookInfo } from '../samples';

const executed = jest.fn();

async function create(release: boolean) {
  const client = new FakeClient();
  const can = { fetch: true, submit: true, release };
  client.notebookInfo = notebookInfo({ can });
  const model = new NotebookStatusModel({
    client,
    live: live().events,
    path: client.notebookInfo.path
  });
  const commands = new CommandRegistry();
  commands.addCommand('release', {
    label: 'Release',
    describedBy: { args: { type: 'object', properties: {} } },
    execute: () => executed()
  });
  const button = new CommandButton({
    commands,
    command: 'release',
    model,
    allowed: ({ canRelease }) => canRelease,
    refusal: ({ isClosed }) => (isClosed ? 'It is closed.' : null)
  });
  Widget.attach(button, document.body);
  await model.refresh();
  return { button, client, model };
}

/** What JupyterLab's toolbar takes for a stop of the arrow keys, hidden or not. */
const stops = (button: CommandButton): number =>
  button.node.querySelectorAll('jp-button').length;

describe('a command in the toolbar', () => {
  it('is a stop of the arrow keys where it is allowed', async () => {
    const { button } = await create(true);
    expect(button.isHidden).toBe(false);
    await waitFor(() => expect(stops(button)).toBe(1));
    button.dispose();
  });

  it('stays, disabled, and says why, where the assignment is closed', async () => {
    const { button, client, model } = await create(true);
    client.notebookInfo = notebookInfo({
      assignment: assignment({ state: 'closed' })
    });
    await model.refresh();
    expect(button.isHidden).toBe(false);
    await waitFor(() =>
      expect(
        button.node.querySelector('[title="It is closed."]')
      ).toHaveProperty('disabled', true)
    );
    button.dispose();
  });

  it('does nothing while something is done, and could keep the focus', async () => {
    const { button, model } = await create(true);
    const inside = await waitFor(() => {
      const found = button.node.querySelector<HTMLElement>('jp-button');
      expect(found).not.toBeNull();
      return found!;
    });
    await model.during('check', async () => {
      inside.click();
      expect(inside).toHaveProperty('disabled', false);
      expect(button.node.ariaBusy).toBe('true');
    });
    expect(executed).not.toHaveBeenCalled();
    inside.click();
    expect(executed).toHaveBeenCalledTimes(1);
    button.dispose();
  });

  it('is none where it is not, nor when it is not any more', async () => {
    const { button, client, model } = await create(true);
    await waitFor(() => expect(stops(button)).toBe(1));
    client.notebookInfo = notebookInfo();
    await model.refresh();
    expect(button.isHidden).toBe(true);
    await waitFor(() => expect(stops(button)).toBe(0));
    button.dispose();
  });
});
