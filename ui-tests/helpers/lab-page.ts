import type { Locator, Page } from '@playwright/test';
import { AssignmentsPanel } from './assignments-panel';
import { Formgrader } from './formgrader';
import { LiveClassroom } from './live-classroom';
import { NotebookPage } from './notebook-page';

/** JupyterLab. */
export class LabPage extends NotebookPage {
  readonly assignments: AssignmentsPanel;
  readonly formgrader: Formgrader;
  readonly live: LiveClassroom;

  constructor(page: Page) {
    super(page);
    this.assignments = new AssignmentsPanel(page);
    this.formgrader = new Formgrader(page.locator('.jp-AutogradeFormgrader'));
    this.live = new LiveClassroom(page.locator('.jp-AutogradeLive'));
  }

  /** Wait until the plugins have been activated and the layout is restored, which closes what was opened before. */
  async ready(): Promise<void> {
    await this.menuTitle('Autograde').waitFor();
    // It comes before the menus do, though not with the page, and goes when the layout is restored.
    await this.page
      .locator('#jupyterlab-splash')
      .waitFor({ state: 'detached' });
  }

  /** Comes when JupyterLab has written what it keeps over a reload, with a text in it: some time after each change. */
  async workspaceKept(text: string): Promise<void> {
    await this.page.waitForResponse(answer => {
      const asked = answer.request();
      return (
        asked.method() === 'PUT' &&
        asked.url().includes('/lab/api/workspaces/') &&
        (asked.postData() ?? '').includes(text)
      );
    });
  }

  menuTitle(name: string): Locator {
    return this.page.locator('#jp-MainMenu').getByRole('menuitem', { name });
  }

  /** Open the Autograde menu; its items. */
  async openMenu(): Promise<Locator> {
    await this.menuTitle('Autograde').click();
    const menu = this.page.locator('#jp-mainmenu-autograde');
    await menu.waitFor();
    return menu.locator('.lm-Menu-item[data-type="command"]');
  }

  async openAssignments(): Promise<void> {
    const tab = this.page.getByRole('tab', { name: 'Assignments' });
    // A click on the tab of what is shown would close it.
    if ((await tab.getAttribute('aria-selected')) !== 'true') {
      await tab.click();
    }
    await this.assignments.root.waitFor();
  }

  async openFormgrader(): Promise<void> {
    await this.runCommand('Formgrader');
    await this.formgrader.root.waitFor();
  }

  async openLive(): Promise<void> {
    await this.runCommand('Live Classroom');
    await this.live.root.waitFor();
  }

  /** Open our settings in the Settings Editor. */
  async openSettings(): Promise<void> {
    await this.choose('settings editor', /^Settings Editor/);
    const plugins = this.page.locator('.jp-PluginList');
    await plugins.locator('jp-search input').fill('Autograde');
    await plugins.getByText('Autograde', { exact: true }).first().click();
  }

  /** Drag the left side bar to a width. */
  async widenSideBar(width: number): Promise<void> {
    const area = await this.page.locator('#jp-left-stack').boundingBox();
    const middle = area!.y + area!.height / 2;
    await this.page.mouse.move(area!.x + area!.width + 1, middle);
    await this.page.mouse.down();
    await this.page.mouse.move(area!.x + width + 1, middle, { steps: 4 });
    await this.page.mouse.up();
  }

  /** Run a command of ours from the palette. */
  async runCommand(label: string): Promise<void> {
    await this.choose(`autograde ${label}`, label);
  }
}
