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

  /** In which order one goes on. */
  get order(): Locator {
    return this.root.getByRole('combobox', { name: 'Order' });
  }

  get side(): Locator {
    return this.root.getByRole('complementary', {
      name: 'Points and comments'
    });
  }

  /** Where it is in the walk, and how it is marked. */
  get state(): Locator {
    return this.root.locator('.jp-AutogradeManual-position');
  }

  get progress(): Locator {
    return this.root.locator('.jp-AutogradeProgress');
  }

  /** The editor of the question's rubric. */
  get rubric(): Locator {
    return this.side
      .locator('.jp-AutogradeRubric')
      .filter({ hasText: 'Rubric of this question' });
  }

  /** The items, as they are given. */
  get items(): Locator {
    return this.side.locator('.jp-AutogradeEntry-item');
  }

  /** The form of each item, and last the one of a new one. */
  get forms(): Locator {
    return this.rubric.locator('form');
  }

  get newItem(): Locator {
    return this.forms.last();
  }
}
