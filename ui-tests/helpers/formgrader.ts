import type { Locator } from '@playwright/test';

/** The Formgrader: in JupyterLab, in Notebook 7, on the service's page. */
export class Formgrader {
  constructor(readonly root: Locator) {}

  get courses(): Locator {
    return this.root.getByRole('combobox', { name: 'Course' });
  }

  /** The tab of a page. */
  tab(page: string): Locator {
    return this.root.getByRole('tab', { name: page, exact: true });
  }

  /** Go from Home, where the Formgrader begins, to another page. */
  async show(page: string): Promise<void> {
    await this.tab(page).click();
  }

  /** A thing to be done, of an assignment, at Home. */
  todo(assignment: string, words: string): Locator {
    return this.root
      .getByRole('region', { name: 'To do' })
      .getByRole('listitem')
      .filter({ hasText: assignment })
      .filter({ hasText: words });
  }

  /** Which submissions are shown. */
  get shown(): Locator {
    return this.root.getByRole('combobox', { name: 'Which submissions' });
  }

  /** The button of an assignment. */
  assignment(name: string): Locator {
    return this.root
      .getByRole('navigation')
      .getByRole('button')
      .filter({ has: this.root.page().getByText(name, { exact: true }) });
  }

  /** The line of a student. */
  row(student: string): Locator {
    return this.root.getByRole('row').filter({ hasText: student });
  }

  /** The chosen submission. */
  get detail(): Locator {
    return this.root.getByRole('region', { name: 'Chosen submission' });
  }

  /** The results of a question. */
  question(name: string): Locator {
    return this.detail.getByRole('region', { name });
  }
}
