import { expectAccessible } from '../helpers/axe';
import { expectGerman, isEnglish } from '../helpers/german';
import {
  chooseLanguage,
  handIn,
  INSTRUCTOR,
  named,
  release,
  type IAssignment
} from '../helpers/hub';
import { look } from '../helpers/look';
import { Person } from '../helpers/person';
import { expect, test } from '../helpers/test';

const STUDENT = 'jonas';

let assignment: IAssignment;

test.beforeAll(async () => {
  assignment = await release(named('Zählen'));
  await handIn(assignment, STUDENT, { '366': '365' });
  await chooseLanguage(STUDENT, 'de_DE');
});
test.afterAll(() => chooseLanguage(STUDENT, 'default'));

test('a text is known in English with whatever was put into it', () => {
  expect(
    ['3 submissions, 1 graded', '1 submission, 0 graded', 'Void q1 - 1'].filter(
      isEnglish
    )
  ).toHaveLength(3);
  expect(
    ['3 Abgaben, 1 bewertet', '1/5', 'Amara', 'q1 - 1 ungültig'].filter(
      isEnglish
    )
  ).toEqual([]);
});

test('a student works in German', async ({ person }) => {
  const lab = await (await person(STUDENT)).lab();
  const { page } = lab;
  await expect(
    page.locator('.jp-LauncherCard').filter({ hasText: 'Aufgaben' })
  ).toBeVisible();
  await page.keyboard.press('Alt+Shift+L');
  const panel = page.locator('.jp-AutogradeAssignments');
  await expect(panel).toContainText(assignment.name);
  await expect(panel).toContainText('Frist:');
  await expectGerman(panel);
  await expectAccessible(page, '.jp-AutogradeAssignments');
  await look(page, 'german-assignments');
  await panel
    .getByRole('button', { name: `Versuche zu ${assignment.name}` })
    .click();
  const dialog = page.locator('.jp-Dialog-content');
  await expect(dialog).toContainText('Quittung');
  await expectGerman(dialog);
  await expectAccessible(page, '.jp-Dialog-content');
  await look(page, 'german-attempts');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  const items = await lab.openMenu();
  await expect(items.filter({ hasText: 'Abgeben' })).not.toHaveCount(0);
  await look(page, 'german-menu');
});

test.describe('the lab of the staff', () => {
  test.beforeAll(() => chooseLanguage(INSTRUCTOR, 'de_DE'));
  test.afterAll(() => chooseLanguage(INSTRUCTOR, 'default'));

  test('shows the Formgrader in German', async ({ person }) => {
    const lab = await (await person(INSTRUCTOR)).lab();
    const { formgrader, page } = lab;
    await page.keyboard.press('Alt+Shift+G');
    await formgrader.show('Abgaben');
    await formgrader.assignment(assignment.name).click();
    await formgrader.row(STUDENT).click();
    await expect(
      formgrader.root.getByRole('region', { name: 'Gewählte Abgabe' })
    ).toContainText('q1');
    await expectGerman(formgrader.root);
    await expectAccessible(page, '.jp-AutogradeFormgrader');
    await look(page, 'german-lab-formgrader');
  });
});

test('staff work in German at the address of the service', async ({
  browser
}) => {
  const context = await browser.newContext({ locale: 'de-DE' });
  const page = await new Person(INSTRUCTOR, context).logIn(
    'services/autograde/'
  );
  const main = page.getByRole('main');
  for (const name of [
    'Start',
    'Aufgaben',
    'Abgaben',
    'Bewertung von Hand',
    'Studierende',
    'Notenbuch',
    'Auswertung'
  ]) {
    await main.getByRole('tab', { name, exact: true }).click();
    await expect(main.locator('[role="tabpanel"]')).not.toContainText(
      /geladen|gezählt/
    );
    await expectGerman(page.locator('body'));
    await expectAccessible(page, 'body');
    await look(page, `german-${name.replace(/ /g, '-').toLowerCase()}`);
  }
  await expect(page.locator('html')).toHaveAttribute('lang', 'de-DE');
  await context.close();
});
