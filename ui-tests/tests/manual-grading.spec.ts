import { expectAccessible } from '../helpers/axe';
import { Formgrader } from '../helpers/formgrader';
import {
  chooseTheme,
  handInMany,
  INSTRUCTOR,
  named,
  release,
  SKY,
  SKY_ANSWER,
  TA,
  type IAssignment
} from '../helpers/hub';
import { look } from '../helpers/look';
import { ManualGrading } from '../helpers/manual-grading';
import { expect, test } from '../helpers/test';

const STUDENTS = 30;

/** Keys that one may press for each student. */
const MOST_KEYS = 3;

test.describe('manual grading', () => {
  let assignment: IAssignment;
  test.beforeAll(async () => {
    test.setTimeout(600_000);
    assignment = await release(named('The sky'), 48, SKY);
    const texts = Array.from({ length: STUDENTS }, (_, number) =>
      // Five have written the same.
      number < 5
        ? 'It is the sea that one sees in it, as in a mirror.'
        : `Light number ${number} is scattered by the air, and blue most of all.`
    );
    await handInMany(assignment, SKY, SKY_ANSWER, texts);
  });
  test.afterAll(() => chooseTheme(INSTRUCTOR, 'light'));

  test('thirty students, no mouse, at most three keys each', async ({
    person
  }) => {
    const page = await (await person(TA)).logIn('services/autograde/');
    const root = page.getByRole('main');
    const manual = new ManualGrading(root);
    await manual.tab.click();
    await new Formgrader(root).assignment(assignment.name).click();
    await expect(manual.question).toContainText(`0 of ${STUDENTS} graded`);
    await manual.place.focus();
    await page.keyboard.press('Escape');
    await expect(manual.points).toBeFocused();

    let keys = 0;
    const press = async (key: string): Promise<void> => {
      keys += 1;
      await page.keyboard.press(key);
    };
    for (let graded = 1; graded <= STUDENTS; graded++) {
      const before = await manual.student.inputValue();
      await press(String(graded % 5));
      await press('Enter');
      if (graded < STUDENTS) {
        await expect(manual.student).not.toHaveValue(before);
        await expect(manual.points).toHaveValue('');
      }
    }
    expect(keys).toBeLessThanOrEqual(MOST_KEYS * STUDENTS);
    await expect(manual.question).toContainText(
      `${STUDENTS} of ${STUDENTS} graded`
    );
    await look(page, 'manual-graded');
    await expectAccessible(page, '.jp-AutogradeManual');
  });

  test('another grader sees who holds an answer', async ({ person }) => {
    const answers: ManualGrading[] = [];
    for (const name of [TA, INSTRUCTOR]) {
      const page = await (await person(name)).logIn('services/autograde/');
      const root = page.getByRole('main');
      const manual = new ManualGrading(root);
      await manual.tab.click();
      await new Formgrader(root).assignment(assignment.name).click();
      await manual.student.selectOption({ label: 'crowd-03' });
      answers.push(manual);
    }
    await expect(answers[1].side).toContainText(`${TA} is grading this answer`);
    await expect(answers[1].points).not.toBeEditable();
  });

  for (const theme of ['light', 'dark'] as const) {
    test(`in the lab, by a rubric, alike answers as one: ${theme}`, async ({
      person
    }) => {
      await chooseTheme(INSTRUCTOR, theme);
      const lab = await (await person(INSTRUCTOR)).lab();
      await lab.openFormgrader();
      const root = lab.page.locator('.jp-AutogradeFormgrader');
      const manual = new ManualGrading(root);
      await manual.tab.click();
      await new Formgrader(root).assignment(assignment.name).click();
      await manual.student.selectOption({ label: 'crowd-01' });
      await expect(manual.answer).toContainText('It is the sea');
      await manual.side
        .getByRole('button', { name: 'Find alike answers' })
        .click();
      await expect(manual.side).toContainText('4 other answers are identical.');
      await look(lab.page, `manual-alike-${theme}`);
      await expectAccessible(lab.page, '.jp-AutogradeManual');
    });
  }
});
