/**
 * Bring something to the front when the command palette has given the focus back.
 *
 * JupyterLab's modal palette closes as soon as a command has begun, and then activates what was in front before.
 */
export async function afterPalette(show: () => void): Promise<void> {
  await Promise.resolve();
  show();
}
