import { CommandRegistry } from '@lumino/commands';
import { afterPalette } from '../../plugins/after-palette';

describe('what is shown after the palette', () => {
  it('comes to the front when the palette has put back what was there', async () => {
    const commands = new CommandRegistry();
    const front: string[] = [];
    commands.addCommand('show', {
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () => afterPalette(() => void front.push('panel'))
    });
    // As the modal palette does it.
    commands.commandExecuted.connect(() => front.push('notebook'));
    await commands.execute('show');
    expect(front).toEqual(['notebook', 'panel']);
  });
});
