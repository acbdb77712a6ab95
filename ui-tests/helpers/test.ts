import { test as base } from '@playwright/test';
import { Person } from './person';

interface IFixtures {
  /** A person with a browser of their own; twice the same name is the same person in two browsers. */
  person(name: string): Promise<Person>;
}

/** Playwright's `test`, with people. */
export const test = base.extend<IFixtures>({
  person: async ({ browser, contextOptions, viewport }, use) => {
    const people: Person[] = [];
    await use(async name => {
      const context = await browser.newContext({ ...contextOptions, viewport });
      const person = new Person(name, context);
      people.push(person);
      return person;
    });
    await Promise.all(people.map(person => person.context.close()));
  }
});

export { expect } from '@playwright/test';
