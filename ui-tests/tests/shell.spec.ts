import { expectAccessible } from '../helpers/axe';
import { chooseTheme, INSTRUCTOR } from '../helpers/hub';
import { look } from '../helpers/look';
import { expect, test } from '../helpers/test';

// Nobody else's: what they have closed or chosen stays.
const STUDENT = 'shell-student';

test('a student finds the way in: card, shortcut, hint, settings', async ({
  person
}) => {
  const student = await person(STUDENT);
  const lab = await student.lab();
  const { page } = lab;
  const cards = page.locator('.jp-LauncherCard');
  await expect(cards.filter({ hasText: 'Assignments' })).toBeVisible();
  await expect(cards.filter({ hasText: 'Formgrader' })).toHaveCount(0);
  await look(page, 'shell-launcher-student');

  await page.keyboard.press('Alt+Shift+L');
  await expect(lab.assignments.root).toBeVisible();
  const hint = lab.assignments.root.getByRole('note', { name: 'Hint' });
  await expect(hint).toContainText('Fetch brings the files');
  await look(page, 'shell-hint-student');
  await expectAccessible(page, '.jp-AutogradeAssignments [role="note"]');
  await hint.getByRole('button', { name: 'Got it' }).click();
  await expect(hint).toHaveCount(0);

  await lab.openSettings();
  await expect(page.getByText('Open what was fetched')).toBeVisible();
  await expect(
    page
      .getByText('The answer stands beside your grade in any case.')
      .filter({ visible: true })
  ).toBeVisible();
  await look(page, 'shell-settings');

  await page.reload();
  await lab.ready();
  await lab.openAssignments();
  await expect(lab.assignments.root).not.toContainText('Loading');
  await expect(hint).toHaveCount(0);
});

test('staff have a card for the Formgrader, and hints of their own', async ({
  person
}) => {
  await chooseTheme(INSTRUCTOR, 'dark');
  const lab = await (await person(INSTRUCTOR)).lab();
  const card = lab.page
    .locator('.jp-LauncherCard')
    .filter({ hasText: 'Formgrader' });
  await expect(card).toBeVisible();
  await look(lab.page, 'shell-launcher-staff');
  await expectAccessible(
    lab.page,
    '.jp-LauncherCard[data-category="Autograde"]'
  );
  await card.click();
  await expect(lab.formgrader.root).toBeVisible();
  await expect(
    lab.formgrader.root.getByRole('note', { name: 'Hint' })
  ).toContainText('Home says what waits for you.');
  await look(lab.page, 'shell-hint-staff');
  await expectAccessible(lab.page, '.jp-AutogradeFormgrader [role="note"]');

  await lab.page.keyboard.press('Alt+Shift+V');
  await expect(lab.live.root).toBeVisible();
  await expect(lab.formgrader.root).toBeHidden();
  await lab.page.keyboard.press('Alt+Shift+G');
  await expect(lab.formgrader.root).toBeVisible();
  await chooseTheme(INSTRUCTOR, 'light');
});
