import { Formgrader } from '../helpers/formgrader';
import {
  handIn,
  handInMany,
  INSTRUCTOR,
  named,
  release,
  SKY_ANSWER,
  SKY_AT_NOON,
  type IAssignment
} from '../helpers/hub';
import { Keyboard } from '../helpers/keyboard';
import { look } from '../helpers/look';
import { ManualGrading } from '../helpers/manual-grading';
import { expect, test } from '../helpers/test';

const SAME = 'The sea is seen in it, as in a mirror.';
const LONG =
  'Light that comes from the sun is scattered by the molecules of the air, blue light most of all, so blue comes to us from everywhere.';

let assignment: IAssignment;

test.beforeAll(async () => {
  assignment = await release(named('Rubric of the sky'), 48, SKY_AT_NOON);
  await handInMany(assignment, SKY_AT_NOON, SKY_ANSWER, [
    SAME,
    SAME,
    SAME,
    LONG,
    LONG.replace('molecules', 'particles'),
    'It is painted.'
  ]);
  const wrong = { 'colour = "blue"': 'colour = "red"' };
  await handIn(assignment, 'ben', wrong, true, SKY_AT_NOON);
});

test('a rubric, alike answers at once, a changed item, nobody named', async ({
  person
}) => {
  const page = await (await person(INSTRUCTOR)).logIn('services/autograde/');
  const root = page.getByRole('main');
  const manual = new ManualGrading(root);
  const button = (name: string): ReturnType<typeof root.getByRole> =>
    manual.side.getByRole('button', { name });
  await manual.tab.click();
  await new Formgrader(root).assignment(assignment.name).click();
  await manual.student.selectOption({ label: 'crowd-01' });

  // Two items, by the form of the rubric.
  await manual.rubric.locator('summary').click();
  for (const [words, points] of [
    ['Names a cause', '3'],
    ['No word of light', '-1']
  ]) {
    await manual.newItem.getByLabel('Words of the item').fill(words);
    await manual.newItem.getByLabel(/^Points of the item/).fill(points);
    await manual.newItem.getByRole('button', { name: 'Add' }).click();
    await expect(manual.items.filter({ hasText: words })).toBeVisible();
  }

  // Both are given by their digits; those who wrote the same get as much.
  await manual.place.focus();
  await page.keyboard.press('1');
  await page.keyboard.press('2');
  await expect(manual.points).toHaveAttribute('placeholder', '2');
  await page.keyboard.press('Enter');
  await expect(manual.student.locator('option:checked')).toHaveText('crowd-02');
  await page.keyboard.press('p');
  await expect(manual.side).toContainText(`${INSTRUCTOR} gave 2 of 4.`);
  await button('Find alike answers').click();
  await expect(manual.side).toContainText('2 other answers are identical.');
  await button('Give this score to those that nobody has graded').click();
  await expect(manual.side).toContainText('Given to 2;');
  await expect(manual.question).toContainText('3 of 7 graded');

  // The next that nobody has graded; one that is nearly the same is said to be so.
  await manual.place.focus();
  await page.keyboard.press('u');
  await expect(manual.student.locator('option:checked')).toHaveText('crowd-04');
  await expect(manual.side).toContainText('1 other answer is nearly the same.');

  // A comment goes into the bank, and is taken from it for somebody else.
  await page.keyboard.press('c');
  await page.keyboard.type('Say what scatters it.');
  await button('Comment and keep').click();
  await expect(manual.side.getByRole('blockquote')).toHaveText(
    'Say what scatters it.'
  );
  await page.keyboard.press('Escape');
  await page.keyboard.press('m');
  await expect(manual.state).toContainText('flagged');
  await page.keyboard.press('n');
  await expect(manual.student.locator('option:checked')).toHaveText('crowd-05');
  await manual.side
    .getByRole('combobox', { name: 'Take a comment from the bank' })
    .selectOption('Say what scatters it.');
  await button('Comment').first().click();
  await expect(manual.side.getByRole('blockquote')).toHaveCount(1);

  // A changed item counts for all that it graded, after a look.
  const first = manual.forms.first();
  await first.getByLabel(/^Points of the item/).fill('4');
  await first.getByRole('button', { name: 'Change' }).click();
  const change = manual.side.getByRole('region', {
    name: 'Change of the rubric'
  });
  await expect(change).toContainText('3 up, 0 down');
  await expect(change).toContainText('No score has changed.');
  await look(page, 'manual-rubric-change');
  await change.getByRole('button', { name: 'Apply all…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click();
  await expect(change).toHaveCount(0);
  for (const student of ['crowd-01', 'crowd-03']) {
    await manual.student.selectOption({ label: student });
    await expect(manual.side).toContainText(`${INSTRUCTOR} gave 3 of 4.`);
  }

  // Who has done how much.
  await manual.progress.locator('summary').click();
  await expect(manual.progress).toContainText(
    `${INSTRUCTOR} has graded 3 answers`
  );
  await manual.progress.locator('summary').click();

  // To whose work failed a test, and through it question by question: by keys.
  const keys = new Keyboard(page);
  const asked = manual.question.locator('option:checked');
  await manual.place.focus();
  await keys.press('f');
  await expect(manual.student.locator('option:checked')).toHaveText('ben');
  await expect(manual.state).toContainText('a test failed');
  await expect(asked).toContainText('why');
  await keys.tabTo(manual.order);
  await keys.press('ArrowDown');
  await expect(manual.order).toHaveValue('student');
  await keys.press('Escape');
  await keys.press('n');
  await expect(asked).toContainText('when');
  await expect(manual.student.locator('option:checked')).toHaveText('ben');
  await keys.press('n');
  await expect(asked).toContainText('why');
  await expect(manual.student.locator('option:checked')).toHaveText('crowd-01');
  await look(page, 'manual-by-student');

  // Nobody is named to who grades anonymously.
  await root.getByRole('checkbox', { name: 'Anonymous' }).click();
  await expect(manual.student).toContainText('Student ');
  await expect(root).not.toContainText('crowd-');
  await look(page, 'manual-anonymous');
  await root.getByRole('checkbox', { name: 'Anonymous' }).click();
  await expect(manual.student).toContainText('crowd-01');
});
