import { Dialog } from '@jupyterlab/apputils';
import { waitFor } from '@testing-library/dom';
import { ask } from '../../../widgets/dialogs/ask';

/** A dialog on the page, and what it answered so far. */
async function open() {
  const answers: boolean[] = [];
  const done = ask({
    title: 'Submit?',
    buttons: [Dialog.cancelButton(), Dialog.okButton({ label: 'Submit' })]
  }).then(({ button }) => answers.push(button.accept));
  const node = await waitFor(() => {
    const found = document.querySelector<HTMLElement>('.jp-Dialog');
    expect(found).not.toBeNull();
    return found!;
  });
  return { answers, done, node };
}

const click = (target: Element, detail: number): boolean =>
  target.dispatchEvent(
    new MouseEvent('click', { bubbles: true, cancelable: true, detail })
  );

const accept = (node: HTMLElement): Element =>
  node.querySelector('.jp-mod-accept')!;

describe('a dialog', () => {
  let now: jest.SpyInstance<number>;
  let time = 0;
  beforeEach(() => {
    time = 1_000;
    now = jest.spyOn(performance, 'now').mockImplementation(() => time);
  });
  afterEach(() => now.mockRestore());

  it('is not cancelled by the second half of the click that opened it', async () => {
    const { answers, done, node } = await open();
    click(node, 1);
    time += 10_000;
    click(node, 2);
    expect(document.contains(node)).toBe(true);
    click(accept(node), 1);
    await done;
    expect(answers).toEqual([true]);
  });

  it('is cancelled by a later click beside it', async () => {
    const { answers, done, node } = await open();
    time += 10_000;
    click(node, 1);
    await done;
    expect(answers).toEqual([false]);
  });

  it('can be answered at once', async () => {
    const { answers, done, node } = await open();
    click(accept(node), 1);
    await done;
    expect(answers).toEqual([true]);
  });

  it('keeps the second half of a click on its button from the page behind it', async () => {
    const seen: number[] = [];
    const listen = (event: MouseEvent) => seen.push(event.detail);
    const { done, node } = await open();
    click(accept(node), 1);
    await done;
    document.body.addEventListener('click', listen);
    click(document.body, 2);
    click(document.body, 1);
    document.body.removeEventListener('click', listen);
    expect(seen).toEqual([1]);
  });

  it('leads from its last button to what has become its first control', async () => {
    const { done, node } = await open();
    const last = accept(node) as HTMLButtonElement;
    const late = document.createElement('input');
    node.querySelector('.jp-Dialog-body')!.prepend(late);
    last.focus();
    const key = new KeyboardEvent('keydown', {
      key: 'Tab',
      bubbles: true,
      cancelable: true
    });
    last.dispatchEvent(key);
    expect(document.activeElement).toBe(late);
    expect(key.defaultPrevented).toBe(true);
    click(last, 1);
    await done;
  });
});
