import type { BrowserContext, Locator, Page } from '@playwright/test';
import { AssignmentsPanel } from './assignments-panel';
import { Formgrader } from './formgrader';
import { hub } from './hub';
import { LabPage } from './lab-page';
import { NotebookPage } from './notebook-page';

/** One person with one browser. */
export class Person {
  constructor(
    readonly name: string,
    readonly context: BrowserContext
  ) {}

  /** Log in by the hub's own page and arrive at `path`, relative to the hub. */
  async logIn(path: string): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(
      `${hub().url}hub/login?next=${encodeURIComponent(`/${path}`)}`
    );
    if (this._isKnown) {
      // The hub goes on by itself.
      return page;
    }
    await this.signIn(page);
    return page;
  }

  /** Fill in the hub's own login, to which a page has led. */
  async signIn(page: Page): Promise<void> {
    await page.getByLabel('Username').fill(this.name);
    await page.getByLabel('Password').fill(hub().password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    this._isKnown = true;
  }

  /** Log in and arrive at `path` of one's own server, which starts if it has to. */
  async arrive(path: string): Promise<Page> {
    const target = encodeURIComponent(`/user/${this.name}/${path}`);
    const page = await this.logIn(`hub/spawn/${this.name}?next=${target}`);
    await page.waitForURL(`**/user/${this.name}/**`);
    return page;
  }

  /** JupyterLab with an empty layout, or with one notebook in it. */
  async lab(notebook?: string): Promise<LabPage> {
    const workspace = `test-${Date.now().toString(36)}`;
    const tree = notebook === undefined ? '' : `/tree/${notebook}`;
    const page = await this.arrive(`lab/workspaces/${workspace}${tree}`);
    const lab = new LabPage(page);
    await lab.ready();
    // It takes the focus when it comes.
    await page
      .locator(notebook === undefined ? '.jp-Launcher-body' : '.jp-Cell')
      .first()
      .waitFor();
    return lab;
  }

  /** The file page of Notebook 7. */
  async tree(): Promise<TreePage> {
    const page = new TreePage(await this.arrive('tree'));
    await page.tab('Files').waitFor();
    return page;
  }

  /** A notebook in Notebook 7. */
  async notebook7(path: string): Promise<NotebookPage> {
    const notebook = new NotebookPage(await this.arrive(`notebooks/${path}`));
    await notebook.ready();
    return notebook;
  }

  private _isKnown = false;
}

/** The file page of Notebook 7: our panels are tabs of it. */
export class TreePage {
  readonly assignments: AssignmentsPanel;
  readonly formgrader: Formgrader;

  constructor(readonly page: Page) {
    this.assignments = new AssignmentsPanel(page);
    this.formgrader = new Formgrader(page.locator('.jp-AutogradeFormgrader'));
  }

  /** The messages at the lower right. */
  get notifications(): Locator {
    return this.page.locator('.Toastify__toast');
  }

  tab(name: string): Locator {
    return this.page.getByRole('main').getByRole('tab', { name, exact: true });
  }
}
