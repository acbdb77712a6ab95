import type { Locator } from '@playwright/test';

/** The live classroom: in JupyterLab, in Notebook 7, on the service's page. */
export class LiveClassroom {
  constructor(readonly root: Locator) {}

  get table(): Locator {
    return this.root.getByRole('grid');
  }

  /** The line of a student. */
  row(student: string): Locator {
    return this.table.getByRole('row').filter({ hasText: student });
  }

  /** How far the class is with an assignment. */
  assignment(name: string): Locator {
    return this.root
      .getByRole('navigation', { name: 'Assignments' })
      .getByRole('button')
      .filter({ hasText: name });
  }

  /** The end of the chosen notebook. */
  get tail(): Locator {
    return this.root.getByRole('region', { name: 'Chosen notebook' });
  }

  get search(): Locator {
    return this.root.getByRole('searchbox');
  }

  get exportLink(): Locator {
    return this.root.getByRole('link', { name: 'Export as HTML' });
  }

  switchButton(verb: 'on' | 'off'): Locator {
    return this.root.getByRole('button', { name: `Switch ${verb}…` });
  }
}
