import { Dialog } from '@jupyterlab/apputils';
import type { Widget } from '@lumino/widgets';
import { focusable } from '../../focusable';

/** Milliseconds within which a second click belongs to the one that opened the dialog. */
const DOUBLE_CLICK = 500;

/** The buttons below a dialog, in their order. */
const BUTTONS = '.jp-Dialog-footer button.jp-Dialog-button';

/** The button that accepts, of the dialog that something is in; null when it is in none yet. */
export function acceptButton({ node }: Widget): HTMLButtonElement | null {
  return (
    node
      .closest('.jp-Dialog')
      ?.querySelector<HTMLButtonElement>(`${BUTTONS}.jp-mod-accept`) ?? null
  );
}

/** Set on what is inside a dialog, its Enter key stays there: for texts of several lines and buttons of their own. */
export const KEEPS_ENTER = 'autogradeKeepsEnter';

/**
 * Show a dialog, as `showDialog` does, that a double click neither cancels nor clicks through.
 *
 * The second half of a double click on a toolbar button falls beside the dialog that the first half opened, and
 * that of one on a button of the dialog falls onto the page behind it.
 */
export function ask<T>(
  options: Partial<Dialog.IOptions<T>>
): Promise<Dialog.IResult<T>> {
  return new PatientDialog<T>(options).launch();
}

/** Milliseconds within which most work is done: a dialog that comes and goes at once is noise. */
const SOON = 200;

/**
 * Show a dialog with Cancel while work goes on; null = it was cancelled, and what comes of the work does not count.
 *
 * When the work is done the dialog goes, and the focus is where it was.
 */
export async function askWhile<T>(
  work: Promise<T>,
  options: Pick<Dialog.IOptions<unknown>, 'title' | 'body'> & { cancel: string }
): Promise<T | null> {
  const { body, cancel, title } = options;
  // Disposed of when the work is done, below.
  // eslint-disable-next-line jupyter/require-disposable-ownership
  const dialog = new PatientDialog<unknown>({
    title,
    body,
    buttons: [Dialog.cancelButton({ label: cancel })]
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancelled = new Promise<null>(resolve => {
    timer = setTimeout(() => {
      // It is rejected when it is disposed of unanswered: then the work was done first.
      dialog.launch().then(
        () => resolve(null),
        () => undefined
      );
    }, SOON);
  });
  try {
    return await Promise.race([work, cancelled]);
  } finally {
    clearTimeout(timer);
    dialog.dispose();
  }
}

class PatientDialog<T> extends Dialog<T> {
  handleEvent(event: Event): void {
    if (
      event instanceof KeyboardEvent &&
      event.type === 'keydown' &&
      (keepsEnter(event) || this._beginsAnew(event))
    ) {
      return;
    }
    if (event instanceof MouseEvent && event.type === 'click') {
      const opening =
        performance.now() - this._openedAt < DOUBLE_CLICK || event.detail > 1;
      if (opening && !this._isInside(event)) {
        event.stopPropagation();
        event.preventDefault();
        return;
      }
    }
    super.handleEvent(event);
  }

  /** A button that can't be pressed now is not pressed by Enter elsewhere in the dialog either. */
  resolve(index?: number): void {
    const buttons = this.node.querySelectorAll<HTMLButtonElement>(BUTTONS);
    if (index === undefined || !buttons[index]?.disabled) {
      super.resolve(index);
    }
  }

  dispose(): void {
    if (!this.isDisposed) {
      super.dispose();
      ignoreSecondClick();
    }
  }

  protected onAfterAttach(
    ...args: Parameters<Dialog<T>['onAfterAttach']>
  ): void {
    super.onAfterAttach(...args);
    this._openedAt = performance.now();
  }

  private _isInside(event: MouseEvent): boolean {
    const content = this.node.querySelector('.jp-Dialog-content');
    return content?.contains(event.target as Node) ?? false;
  }

  /**
   * From the last button the Tab key leads to the first control.
   *
   * JupyterLab's dialog goes to what was first when it opened, which is not there where the body comes later: no key
   * would lead away from its button then.
   */
  private _beginsAnew(event: KeyboardEvent): boolean {
    const last = [...this.node.querySelectorAll(BUTTONS)].pop();
    if (
      event.key !== 'Tab' ||
      event.shiftKey ||
      last === undefined ||
      document.activeElement !== last
    ) {
      return false;
    }
    event.stopPropagation();
    event.preventDefault();
    focusable(this.node)[0]?.focus();
    return true;
  }

  private _openedAt = 0;
}

/** Whether a key belongs to what has the focus: JupyterLab's dialogs take every Enter for themselves. */
function keepsEnter({ key, target }: KeyboardEvent): boolean {
  let node = key === 'Enter' && target instanceof HTMLElement ? target : null;
  while (node && node.dataset[KEEPS_ENTER] === undefined) {
    node = node.parentElement;
  }
  return node !== null;
}

/** Keep the second half of a double click from what lay behind a dialog that has closed. */
function ignoreSecondClick(): void {
  const types = ['mousedown', 'click', 'dblclick'] as const;
  const ignore = (event: MouseEvent): void => {
    if (event.detail > 1) {
      event.stopPropagation();
      event.preventDefault();
    }
  };
  for (const type of types) {
    window.addEventListener(type, ignore, true);
  }
  setTimeout(() => {
    for (const type of types) {
      window.removeEventListener(type, ignore, true);
    }
  }, DOUBLE_CLICK);
}
