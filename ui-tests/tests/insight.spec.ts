import { expectAccessible } from '../helpers/axe';
import {
  buildAgain,
  chooseTheme,
  handIn,
  handInMany,
  hub,
  INSTRUCTOR,
  named,
  NOTEBOOK,
  release,
  type IAssignment
} from '../helpers/hub';
import { InsightPage } from '../helpers/insight';
import { look } from '../helpers/look';
import { expect, test } from '../helpers/test';

const FORMGRADER = '.jp-AutogradeFormgrader';

let assignment: IAssignment;

test.beforeAll(async () => {
  assignment = await release(named('Insight'));
  await handInMany(assignment, NOTEBOOK, 'return 2 * number', [
    'return 2 * number',
    'return number + number',
    'return 2 * totl',
    'return 2 * num',
    'return {}[number]',
    'return number + 4',
    'return 8'
  ]);
  await handIn(assignment, 'ben', { '366': '365' });
  await handIn(assignment, 'ben', { '366': '364' });
});

test.afterAll(() => chooseTheme(INSTRUCTOR, 'light'));

for (const theme of ['light', 'dark'] as const) {
  test(`charts, tests and errors in the lab: ${theme}`, async ({ person }) => {
    await chooseTheme(INSTRUCTOR, theme);
    const lab = await (await person(INSTRUCTOR)).lab();
    await lab.openFormgrader();
    const insight = new InsightPage(lab.formgrader.root);
    await insight.open(assignment);
    await expect(insight.chart('Scores').locator('svg')).toBeVisible();
    await expect(insight.chart('Hand-ins over time')).toContainText('Due');
    await expect(insight.table('Scores')).toContainText('90 – 100');
    await look(lab.page, `insight-${theme}`);
    await expectAccessible(lab.page, FORMGRADER);

    // By keys alone: a table in place of its chart, and whose error it is.
    await insight.button('Table: Scores').focus();
    await lab.page.keyboard.press('Space');
    await expect(insight.chart('Scores')).toHaveCount(0);
    await insight.cluster('NameError').focus();
    await lab.page.keyboard.press('Enter');
    await expect(insight.cluster('NameError')).toContainText('2 students');
    await expect(insight.button('Submission of crowd-03')).toBeVisible();
    await insight.cluster('NameError').scrollIntoViewIfNeeded();
    await look(lab.page, `insight-errors-${theme}`);
    await expectAccessible(lab.page, FORMGRADER);

    // A chart stays with another theme, and is as wide as its place.
    const chart = insight.chart('Hand-ins over time').locator('svg');
    const width = async (): Promise<number> =>
      Number(await chart.first().getAttribute('width'));
    const other = theme === 'light' ? 'Dark' : 'Light';
    const name = `Use Theme: JupyterLab ${other}`;
    // The one of high contrast comes after it.
    await lab.choose(name, name);
    await expect(lab.page.locator('body')).toHaveAttribute(
      'data-jp-theme-light',
      String(theme !== 'light')
    );
    await expect(chart).toHaveCount(1);
    await expect.poll(width).toBeGreaterThan(200);
    const narrow = await width();
    await lab.page.keyboard.press('ControlOrMeta+b');
    await expect.poll(width).toBeGreaterThan(narrow + 100);
  });
}

test('a wrong test is voided after a look, and an error leads to its submission', async ({
  person
}) => {
  const page = await (await person(INSTRUCTOR)).logIn('services/autograde/');
  await page.waitForURL(`${hub().url}services/autograde/`);
  const insight = new InsightPage(page.getByRole('main'));
  await insight.open(assignment);
  // Nothing draws here.
  await expect(insight.table('Scores')).toContainText('90 – 100');
  await expect(insight.button(/^Table:/)).toHaveCount(0);

  await insight.table('Tests').getByRole('button').last().click();
  await insight.button('Fix this test…').click();
  await expect(insight.pane).toContainText('Version with the mended test');
  await look(page, 'insight-fix');
  await insight.button('Void this test…').click();
  await insight.pane.getByLabel(/^Reason/).fill('The text says no such thing');
  await insight.button('Show what would change').click();
  await expect(insight.pane).toContainText('No score has changed.');
  await expect(insight.pane).toContainText('5 up, 2 down, 2 with another');
  await look(page, 'insight-void');
  await expectAccessible(page, FORMGRADER);
  await insight.button('Apply all…').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click();
  await expect(insight.table('Tests')).toContainText('voided');
  // Two had 3 of 5 points, and have 3 of the 4 that are left.
  await expect(
    insight.table('Scores').getByRole('row', { name: '70 – 80' })
  ).toHaveText('70 – 802');

  await insight.cluster('KeyError').click();
  await insight.button(/^Submission of crowd-/).click();
  await expect(page.getByRole('searchbox')).toHaveValue(/^crowd-/);
});

test('a mended test alone is graded again, for those who rise by it', async ({
  person
}) => {
  // What ben answered last is right now, and nobody else has it.
  await buildAgain(assignment, { '365': '363', '366': '364' });
  const page = await (await person(INSTRUCTOR)).logIn('services/autograde/');
  const insight = new InsightPage(page.getByRole('main'));
  await insight.open(assignment);
  await insight.table('Tests').getByRole('button', { name: 'q1 - 2' }).click();
  await insight.button('Fix this test…').click();
  await expect(
    insight.pane.getByLabel('Version with the mended test')
  ).toContainText('2, not released');
  await insight.button('Grade this test again').click();
  await expect(insight.pane).toContainText('1 up, 7 down');
  await look(page, 'insight-fixed');
  await insight.button('Apply only those that rise…').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click();
  await expect(insight.pane).not.toContainText('1 up');
  await page.getByRole('tab', { name: 'Submissions' }).click();
  await page.getByRole('checkbox', { name: /^Only the newest/ }).uncheck();
  const scores = page.getByRole('row').filter({ hasText: 'ben' });
  await expect(scores.filter({ hasText: '3/4' })).toHaveCount(1);
  await expect(scores.filter({ hasText: '2/4' })).toHaveCount(1);
  await expect(
    page.getByRole('row').filter({ hasText: 'crowd-01' })
  ).toContainText('4/4');
});
