import type { Locator } from '@playwright/test';

/** The page Assignments of the Formgrader. */
export class CourseAssignments {
  constructor(readonly root: Locator) {}

  get grid(): Locator {
    return this.root.getByRole('grid');
  }

  /** The line of an assignment. */
  row(name: string): Locator {
    return this.grid.getByRole('row').filter({ hasText: name });
  }

  /** The chosen assignment. */
  get pane(): Locator {
    return this.root.getByRole('complementary', { name: 'Chosen assignment' });
  }

  button(name: string | RegExp): Locator {
    return this.pane.getByRole('button', { name });
  }

  /** A part of the pane that folds. */
  part(title: string): Locator {
    return this.pane
      .locator('details')
      .filter({ has: this.root.page().getByText(title, { exact: true }) });
  }

  /** What would be done, as it is asked before. */
  question(title: string): Locator {
    return this.pane.getByRole('region', { name: title });
  }
}
