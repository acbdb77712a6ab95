import { expect, type Locator, type Page } from '@playwright/test';

/** A page with a notebook in front: JupyterLab or Notebook 7. */
export class NotebookPage {
  constructor(readonly page: Page) {}

  /** The notebook in front. */
  get panel(): Locator {
    return this.page.locator('.jp-NotebookPanel:visible');
  }

  get toolbar(): Locator {
    return this.panel.locator('.jp-NotebookPanel-toolbar');
  }

  get fetchButton(): Locator {
    return this._button('fetch');
  }

  get submitButton(): Locator {
    return this._button('submit');
  }

  get releaseButton(): Locator {
    return this._button('release');
  }

  get pill(): Locator {
    return this.panel.locator('.jp-AutogradePill-button');
  }

  /** What a click on the pill opens. */
  get details(): Locator {
    return this.page.getByRole('dialog', { name: 'Submission status' });
  }

  /** The dialog in front. */
  get dialog(): Locator {
    return this.page.locator('.jp-Dialog');
  }

  /** The messages at the lower right. */
  get notifications(): Locator {
    return this.page.locator('.Toastify__toast');
  }

  async ready(): Promise<void> {
    await this.panel.locator('.jp-Cell').first().waitFor();
  }

  cell(text: string): Locator {
    return this.panel.locator('.jp-CodeCell').filter({ hasText: text });
  }

  /** Put `code` in place of what a cell holds. */
  async replaceCell(text: string, code: string): Promise<void> {
    await this.cell(text).locator('.cm-content').click();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.type(code);
    await this.cell(code).waitFor();
  }

  /** Run a cell, and wait until something came out of it. */
  async run(text: string): Promise<void> {
    await this.cell(text).locator('.cm-content').click();
    await this.page.keyboard.press('ControlOrMeta+Enter');
    await this.cell(text).locator('.jp-OutputArea-output').first().waitFor();
  }

  /** Run all cells, by the menu, and wait until the kernel is idle again. */
  async runAllCells(): Promise<void> {
    const menu = this.page.locator('#jp-MainMenu');
    await menu.getByRole('menuitem', { name: 'Run', exact: true }).click();
    await this.page.locator('[data-command="runmenu:run-all"]:visible').click();
    const prompts = this.panel.locator('.jp-CodeCell .jp-InputPrompt');
    await expect(prompts.filter({ hasText: /\[\d+\]/ })).not.toHaveCount(0);
    await expect(prompts.filter({ hasText: '[*]' })).toHaveCount(0);
  }

  /** Save by the keyboard. */
  save(): Promise<void> {
    return this.page.keyboard.press('ControlOrMeta+s');
  }

  /** Click Submit and confirm. */
  async submit(): Promise<void> {
    await this.submitButton.click();
    await this.dialogButton('Submit').click();
    await this.dialog.waitFor({ state: 'detached' });
  }

  /** Use what the palette finds for a text; with short waits, for it is opened again until that is done. */
  async inPalette(
    text: string,
    use: (items: Locator) => Promise<void>
  ): Promise<void> {
    const input = this.page.locator('.lm-CommandPalette-input');
    // While the page loads, shortcuts are still added, and the launcher takes the focus: the palette closes.
    await expect(async () => {
      if (!(await input.isVisible())) {
        await this.page.keyboard.press('ControlOrMeta+Shift+c');
      }
      await input.fill(text, { timeout: 3_000 });
      await use(this.page.locator('.lm-CommandPalette-item'));
    }).toPass();
  }

  /** Run the command with a label that the palette finds for a text. */
  async choose(text: string, label: string | RegExp): Promise<void> {
    await this.inPalette(text, items =>
      items.filter({ hasText: label }).first().click({ timeout: 3_000 })
    );
  }

  /** Open a file of one's own, by its path. */
  async openPath(path: string): Promise<void> {
    await this.choose('open from path', /^Open from Path/);
    await this.dialog.getByRole('textbox').fill(path);
    await this.page.keyboard.press('Enter');
    await this.dialog.waitFor({ state: 'detached' });
  }

  dialogButton(name: string): Locator {
    return this.dialog.getByRole('button', { name, exact: true });
  }

  private _button(verb: string): Locator {
    return this.panel.locator(
      `[data-jp-item-name="autograde-${verb}"] jp-button`
    );
  }
}
