import { readFileSync } from 'node:fs';
import { expectAccessible } from '../helpers/axe';
import { Formgrader } from '../helpers/formgrader';
import {
  chooseTheme,
  handIn,
  hub,
  INSTRUCTOR,
  named,
  NOTEBOOK,
  release,
  type IAssignment
} from '../helpers/hub';
import { look } from '../helpers/look';
import { expect, test } from '../helpers/test';

/** Where nothing of a student's notebook may ask for anything. */
const ELSEWHERE = 'http://elsewhere.example/';
/** An answer whose output would run, and load from elsewhere, where it was let. */
const HOSTILE = `365
print("written to the log")
from IPython.display import HTML, Javascript, display
display(HTML("""
<b>It looks harmless.</b>
<script>top.taken = 1; fetch("${ELSEWHERE}script")</script>
<img src="x" onerror="top.taken = 1; fetch('${ELSEWHERE}handler')">
<img src="${ELSEWHERE}picture.png">
<a href="javascript:top.taken = 1">here</a>
<iframe src="${ELSEWHERE}frame" srcdoc="<script>top.taken = 1</script>"></iframe>
<style>body { background: url(${ELSEWHERE}style) }</style>
"""))
display(Javascript('window.taken = 1'))
0`;

/** A notebook in which nothing is solved. */
const EMPTY = { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 };

const FORMGRADER = '.jp-AutogradeFormgrader';

test.describe('the Submissions page', () => {
  let assignment: IAssignment;
  let hostile: IAssignment;
  test.beforeAll(async () => {
    hostile = await release(named('Hostile'));
    await handIn(hostile, 'chiara', { '366': HOSTILE });
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

    await test.step('a filter is saved, used again and deleted by keys', async () => {
      await root.getByRole('searchbox').fill('ben');
      await button('Save this filter…').focus();
      await page.keyboard.press('Enter');
      await page.keyboard.type('Of Ben');
      await page.keyboard.press('Enter');
      const saved = root.getByRole('combobox', { name: 'Saved filters' });
      await expect(saved).toHaveValue('Of Ben');
      await root.getByRole('searchbox').fill('');
      await expect(formgrader.row('chiara')).toHaveCount(1);
      await saved.selectOption('Of Ben');
      await expect(formgrader.row('chiara')).toHaveCount(0);
      await expect(root.getByRole('searchbox')).toHaveValue('ben');
      await root.getByRole('button', { name: /^Delete the saved/ }).click();
      await expect(saved).toBeDisabled();
      await root.getByRole('searchbox').fill('');
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
      await expect(pane).toContainText('0 up, 0 down, 2 the same');
      // Where the keys go on; the button that began it can’t be pressed meanwhile.
      await expect(pane).toBeFocused();
      // One at a time: another would stand beside it unseen.
      await expect(button('Regrade…')).toBeDisabled();
      await look(page, 'submissions-regrade');
      await expectAccessible(page, FORMGRADER);
      await pane.getByRole('button', { name: 'Discard…' }).click();
      await answer('Discard').click();
      await expect(pane).toHaveCount(0);
      await expect(
        root.locator('.jp-AutogradeSubmissions:focus-within')
      ).toHaveCount(1);
    });

    await test.step('feedback is made and released', async () => {
      await button('Release feedback…').click();
      await answer('Release feedback').click();
      const said = root.getByRole('status');
      await expect(
        said.filter({ hasText: 'Feedback released: 2 of 2' })
      ).toBeVisible();
      const released = root.getByRole('row').filter({ hasText: 'Released' });
      await expect(released).toHaveCount(2);
      await look(page, 'submissions-released');
      await button('Withhold feedback…').click();
      await answer('Withhold feedback').click();
      await expect(
        said.filter({ hasText: 'Feedback withheld: 2 of 2' })
      ).toBeVisible();
      await expect(released).toHaveCount(0);
    });

    await test.step('files have those that are selected, and what they handed in', async () => {
      const download = page.waitForEvent('download');
      await button('Export CSV').click();
      expect((await download).suggestedFilename()).toMatch(
        /-submissions\.csv$/
      );
      const archive = page.waitForEvent('download');
      await button('Download files').click();
      expect((await archive).suggestedFilename()).toMatch(/-submissions\.zip$/);
      // The list of an archive stands at its end, as plain text.
      const content = readFileSync(await (await archive).path(), 'latin1');
      expect(content.match(/\/1\/counting\.ipynb/g)).not.toBeNull();
      await expect(
        root.getByText(/^The files of 2 .* downloaded/)
      ).toBeVisible();
    });

    await test.step('those who fail a test are found', async () => {
      const tests = root.getByRole('combobox', { name: 'Failing test' });
      await expect(tests.getByRole('option')).not.toHaveCount(1);
      await tests.selectOption({ index: 1 });
      await expect(formgrader.row('chiara')).toHaveCount(1);
      await expect(formgrader.row('ben')).toHaveCount(0);
      await look(page, 'submissions-failing');
      await formgrader.row('chiara').click();
      await formgrader.detail.getByText('Notebook as it was run').click();
      await expect(
        formgrader.detail.getByRole('group', { name: NOTEBOOK })
      ).toContainText('365');
      await look(page, 'submissions-executed');
      await expectAccessible(page, FORMGRADER);
      await button('Reset').click();
    });

    await test.step('staff hand in for a student', async () => {
      await button('Hand in for a student…').click();
      const pane = root.getByRole('region', { name: 'Hand in for a student' });
      await pane.getByRole('combobox', { name: 'Student' }).fill('chiara');
      await expect(pane.getByText(/^Attempt 2, graded with/)).toBeVisible();
      await pane.getByLabel('From this computer:').setInputFiles({
        name: 'by mail.ipynb',
        mimeType: 'application/json',
        buffer: Buffer.from(JSON.stringify(EMPTY))
      });
      await expect(
        pane.getByText(`by mail.ipynb, handed in as ${NOTEBOOK}`)
      ).toBeVisible();
      await pane.getByRole('textbox', { name: 'Reason' }).fill('was ill');
      await look(page, 'submissions-hand-in');
      await expectAccessible(page, FORMGRADER);
      await pane
        .getByRole('button', { name: 'Hand in attempt 2 of chiara' })
        .click();
      await expect(
        root.getByText(/^Attempt 2 of chiara .* is handed in/)
      ).toBeVisible();
      await expect(formgrader.detail).toContainText(INSTRUCTOR);
      await expect(
        formgrader
          .row('chiara')
          .getByRole('img', { name: `Handed in by ${INSTRUCTOR}` })
      ).toBeVisible();
      await expect(formgrader.question('q1')).toBeVisible();
      await look(page, 'submissions-handed-in');
    });

    await test.step('nothing of a hostile notebook runs or loads', async () => {
      const asked: string[] = [];
      page.on('request', request => asked.push(request.url()));
      await formgrader.assignment(hostile.name).click();
      await formgrader.row('chiara').click();
      await formgrader.detail.getByText('Notebook as it was run').click();
      const shown = formgrader.detail.getByRole('group', { name: NOTEBOOK });
      const frame = shown.locator('iframe').first();
      await expect(
        frame.contentFrame().getByText('It looks harmless.')
      ).toBeVisible();
      await look(page, 'submissions-hostile');
      await formgrader.detail.getByText('Log', { exact: true }).click();
      await expect(
        formgrader.detail.locator('.jp-AutogradeLog-text')
      ).toContainText('q1 - 1: failed');

      await root.getByRole('grid').focus();
      await page.keyboard.press('Control+a');
      await button('Grade…').click();
      await answer('Grade').click();
      await expect(
        root.getByRole('status').filter({ hasText: 'Graded: 1 of 1' })
      ).toBeVisible();
      const host = new URL(hub().url).host;
      expect(
        asked.filter(
          url => /^(http|ws)/.test(url) && new URL(url).host !== host
        )
      ).toEqual([]);
      expect(
        await page.evaluate(() => (window as { taken?: number }).taken)
      ).toBeUndefined();
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
