import type { Locator } from '@playwright/test';

/** The Formgrader: in JupyterLab, in Notebook 7, on the service's page. */
export class Formgrader {
  constructor(readonly root: Locator) {}

  get courses(): Locator {
    return this.root.getByRole('combobox', { name: 'Course' });
  }

  /** The button of an assignment. */
  assignment(name: string): Locator {
    return this.root
      .getByRole('navigation')
      .getByRole('button')
      .filter({ hasText: name });
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
