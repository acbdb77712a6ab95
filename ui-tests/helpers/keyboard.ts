import { expect, type Locator, type Page } from '@playwright/test';
import type { NotebookPage } from './notebook-page';

/** Stops of the Tab key between any two controls of the lab, at most. */
const MANY = 80;

/** Somebody who uses no mouse. */
export class Keyboard {
  constructor(private readonly _page: Page) {}

  press(key: string): Promise<void> {
    return this._page.keyboard.press(key);
  }

  type(text: string): Promise<void> {
    return this._page.keyboard.type(text);
  }

  /** Type a time, as `2031-05-06T17:30`, into the field of one that has the focus, in its first part. */
  async typeTime(time: string): Promise<void> {
    const [, year, month, day, hour, minute] =
      /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)$/.exec(time)!;
    await this.type(`${month}${day}${year}`);
    // A year may have more digits.
    await this.press('ArrowRight');
    const half = Number(hour) < 12 ? 'AM' : 'PM';
    const shown = String(Number(hour) % 12 || 12).padStart(2, '0');
    await this.type(`${shown}${minute}${half}`);
    await expect(this._page.locator('input:focus')).toHaveValue(time);
  }

  /** Go on until a control has the focus. */
  async tabTo(target: Locator, key = 'Tab'): Promise<void> {
    await expect(target).toBeVisible();
    for (let i = 0; i < MANY; i++) {
      if (
        await target.evaluate(node => node.matches(':focus, :focus-within'))
      ) {
        return;
      }
      await this.press(key);
    }
    throw new Error(`${String(target)} can't be reached by ${key}.`);
  }

  /** Go on to a control, and press it. */
  async use(target: Locator, key = 'Tab'): Promise<void> {
    await this.tabTo(target, key);
    await this.press('Enter');
  }

  /** Press a key until an element has a class. */
  async stepTo(key: string, target: Locator, name: RegExp): Promise<void> {
    for (let i = 0; i < MANY; i++) {
      if (name.test((await target.getAttribute('class')) ?? '')) {
        return;
      }
      await this.press(key);
    }
    throw new Error(`${String(target)} can't be reached by ${key}.`);
  }

  /** Run a command of ours from the palette. */
  async command(notebook: NotebookPage, label: string): Promise<void> {
    const active = this._page.locator(
      '.lm-CommandPalette-item.lm-mod-active .lm-CommandPalette-itemLabel'
    );
    await notebook.inPalette(`autograde ${label}`, async () => {
      for (
        let i = 0;
        (await active.textContent({ timeout: 3_000 })) !== label && i < 5;
        i++
      ) {
        await this.press('ArrowDown');
      }
      await expect(active).toHaveText(label, { timeout: 1_000 });
    });
    await this.press('Enter');
  }
}
