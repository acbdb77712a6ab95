import { expectAccessible } from '../helpers/axe';
import { Formgrader } from '../helpers/formgrader';
import {
  chooseTheme,
  handIn,
  hub,
  INSTRUCTOR,
  named,
  release,
  type IAssignment
} from '../helpers/hub';
import { look } from '../helpers/look';
import { expect, test } from '../helpers/test';

const FORMGRADER = '.jp-AutogradeFormgrader';

test.describe('the Submissions page', () => {
  let assignment: IAssignment;
  test.beforeAll(async () => {
    assignment = await release(named('Many at once'));
    await release(named('Of nobody'));
    await handIn(assignment, 'ben', { '366': '365' });
    await handIn(assignment, 'ben');
    await handIn(assignment, 'chiara', { '366': '365' });
  });
  test.afterAll(() => chooseTheme(INSTRUCTOR, 'light'));

  test('staff act on many submissions by keys and mouse', async ({
    person
  }) => {
    const page = await (await person(INSTRUCTOR)).logIn('services/autograde/');
    await page.waitForURL(`${hub().url}services/autograde/**`);
    const formgrader = new Formgrader(page.getByRole('main'));
    const { root } = formgrader;
    const button = (name: string) =>
      root.getByRole('button', { name, exact: true });
    const answer = (name: string) =>
      page.getByRole('dialog').getByRole('button', { name, exact: true });
    await formgrader.show('Submissions');
    await formgrader.assignment(assignment.name).click();
    await expect(formgrader.row('chiara')).toContainText('3/5');

    await test.step('filters', async () => {
      await button('More filters').click();
      await root.getByRole('spinbutton', { name: 'At most' }).fill('60');
      await expect(formgrader.row('ben')).toHaveCount(0);
      await look(page, 'submissions-filters');
      await expectAccessible(page, FORMGRADER);
      await button('Reset').click();
      await expect(formgrader.row('ben')).toContainText('5/5');
      await root.getByRole('checkbox', { name: /^Only the newest/ }).uncheck();
      await expect(formgrader.row('ben')).toHaveCount(2);
    });

    await test.step('all of the filter are selected by a key, and regraded after a look', async () => {
      await root.getByRole('grid').focus();
      await page.keyboard.press('Control+a');
      await expect(root.getByText('3 selected')).toBeVisible();
      await page.keyboard.press('Home');
      await page.keyboard.press(' ');
      await expect(root.getByText('2 selected')).toBeVisible();
      await button('Regrade…').click();
      await look(page, 'submissions-asked');
      await answer('Regrade').click();
      const pane = root.getByRole('region', { name: 'Regrade' });
      await expect(pane).toContainText('All 2 graded');
      await look(page, 'submissions-regrade');
      await expectAccessible(page, FORMGRADER);
      await pane.getByRole('button', { name: 'Discard…' }).click();
      await answer('Discard').click();
      await expect(pane).toHaveCount(0);
    });

    await test.step('feedback is made and released', async () => {
      await button('Release feedback…').click();
      await answer('Release feedback').click();
      await expect(root.getByText('Feedback released: 2 of 2')).toBeVisible();
      await expect(
        root.getByRole('row').filter({ hasText: 'Released' })
      ).toHaveCount(2);
      await look(page, 'submissions-released');
    });

    await test.step('a file has those that are selected', async () => {
      const download = page.waitForEvent('download');
      await button('Export CSV').click();
      expect((await download).suggestedFilename()).toMatch(
        /-submissions\.csv$/
      );
    });
  });

  test('it looks the same in a dark lab', async ({ person }) => {
    await chooseTheme(INSTRUCTOR, 'dark');
    const lab = await (await person(INSTRUCTOR)).lab();
    await lab.openFormgrader();
    const { formgrader, page } = lab;
    await formgrader.show('Submissions');
    await formgrader.assignment('All assignments').click();
    await formgrader.row(assignment.name).first().click();
    await expect(formgrader.question('q2')).toBeVisible();
    await formgrader.root.getByRole('grid').focus();
    await page.keyboard.press(' ');
    await page.keyboard.press('Shift+ArrowDown');
    await expect(formgrader.root.getByText('2 selected')).toBeVisible();
    await look(page, 'submissions-dark');
    await expectAccessible(page, FORMGRADER);
  });
});
