import type { Locator } from '@playwright/test';

/** The pages Students and Gradebook of the Formgrader. */
export class GradebookPages {
  constructor(readonly root: Locator) {}

  tab(name: string): Locator {
    return this.root.getByRole('tab', { name });
  }

  get grid(): Locator {
    return this.root.getByRole('grid');
  }

  /** The line of a student. */
  row(student: string): Locator {
    return this.grid.getByRole('row').filter({ hasText: student });
  }

  /** The pane beside the table, by what it shows. */
  pane(name: string): Locator {
    return this.root.getByRole('complementary', { name });
  }

  button(name: string | RegExp): Locator {
    return this.root.getByRole('button', { name });
  }
}
