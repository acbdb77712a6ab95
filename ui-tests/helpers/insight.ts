import type { Locator } from '@playwright/test';
import { Formgrader } from './formgrader';
import type { IAssignment } from './hub';

/** The page Insight of the Formgrader. */
export class InsightPage {
  constructor(readonly root: Locator) {}

  /** Go to it, and to an assignment. */
  async open(assignment: IAssignment): Promise<void> {
    const formgrader = new Formgrader(this.root);
    await formgrader.show('Insight');
    await formgrader.assignment(assignment.name).click();
    await this.table('Tests').waitFor();
  }

  /** The numbers of a chart. */
  table(name: string): Locator {
    return this.root.getByRole('table', { name, exact: true });
  }

  /** What is drawn of them. */
  chart(title: string): Locator {
    return this.root
      .getByRole('region', { name: title, exact: true })
      .locator('.jp-AutogradeInsight-chart');
  }

  /** A group of errors, which opens to its students. */
  cluster(error: string): Locator {
    return this.root.locator('summary').filter({ hasText: error });
  }

  /** The chosen test. */
  get pane(): Locator {
    return this.root.getByRole('complementary', { name: 'Chosen test' });
  }

  button(name: string | RegExp): Locator {
    return this.root.getByRole('button', { name });
  }
}
