import type { Locator } from '@playwright/test';

/** The Formgrader's page of manual grading. */
export class ManualGrading {
  constructor(readonly root: Locator) {}

  get tab(): Locator {
    return this.root.getByRole('tab', { name: 'Manual grading' });
  }

  /** Where keys grade. */
  get place(): Locator {
    return this.root.getByRole('region', { name: 'Manual grading' });
  }

  get answer(): Locator {
    return this.root.getByRole('region', { name: 'The answer' });
  }

  get points(): Locator {
    return this.root.getByRole('textbox', { name: /^Points of \d/ });
  }

  get student(): Locator {
    return this.root.getByRole('combobox', { name: 'Student' });
  }

  get question(): Locator {
    return this.root.getByRole('combobox', { name: 'Question' });
  }

  get side(): Locator {
    return this.root.getByRole('complementary', {
      name: 'Points and comments'
    });
  }
}
