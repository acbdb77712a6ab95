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
    const title = this.root
      .page()
      .locator('.jp-AutogradeAssignment-name')
      .getByText(name, { exact: true });
    return this.root.getByRole('listitem').filter({ has: title });
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

  feedbackButton(name: string): Locator {
    return this.root.getByRole('button', {
      name: `Fetch the feedback on ${name}`,
      exact: true
    });
  }

  solutionButton(name: string): Locator {
    return this.root.getByRole('button', {
      name: `Solution of ${name}`,
      exact: true
    });
  }

  /** In how many rows the actions of an assignment stand. */
  async rowsOfActions(name: string): Promise<number> {
    const buttons = this.item(name).locator(
      '.jp-AutogradeAssignment-actions button'
    );
    const middles = await buttons.evaluateAll(all =>
      all.map(node => {
        const { bottom, top } = node.getBoundingClientRect();
        return Math.round((top + bottom) / 2);
      })
    );
    return new Set(middles).size;
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
