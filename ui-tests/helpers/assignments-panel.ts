import type { Locator, Page } from '@playwright/test';

/** The Assignments panel. */
export class AssignmentsPanel {
  readonly root: Locator;

  constructor(page: Page) {
    this.root = page.locator('.jp-AutogradeAssignments');
  }

  /** What has the focus when the panel is opened. */
  get firstControl(): Locator {
    return this.root
      .locator('input:enabled, select:enabled, button:enabled')
      .first();
  }

  /** The line of an assignment. */
  item(name: string): Locator {
    return this.root.getByRole('listitem').filter({ hasText: name });
  }

  /** The word that says how far the work is. */
  state(name: string): Locator {
    return this.item(name).locator('.jp-AutogradeBadge');
  }

  fetchButton(name: string): Locator {
    return this.root.getByRole('button', {
      name: `Fetch ${name}`,
      exact: true
    });
  }

  openButton(name: string): Locator {
    return this.item(name).getByRole('button', { name: /^Open / });
  }

  askButton(name: string): Locator {
    return this.root.getByRole('button', {
      name: `Ask… about the grade of ${name}`,
      exact: true
    });
  }

  attemptsButton(name: string): Locator {
    return this.root.getByRole('button', {
      name: `Attempts at ${name}`,
      exact: true
    });
  }

  checkButton(name: string): Locator {
    return this.root.getByRole('button', {
      name: `Check ${name}`,
      exact: true
    });
  }

  forgetButton(name: string): Locator {
    return this.item(name).getByRole('button', { name: /^Forget / });
  }

  submitButton(name: string): Locator {
    return this.root.getByRole('button', {
      name: `Submit ${name}`,
      exact: true
    });
  }
}
