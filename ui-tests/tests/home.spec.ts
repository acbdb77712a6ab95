import { expectAccessible } from '../helpers/axe';
import { Formgrader } from '../helpers/formgrader';
import {
  acceptPassback,
  close,
  handIn,
  handInMany,
  INSTRUCTOR,
  lose,
  named,
  refusePassback,
  release,
  SKY,
  SKY_ANSWER,
  type IAssignment
} from '../helpers/hub';
import { Keyboard } from '../helpers/keyboard';
import { look } from '../helpers/look';
import { ManualGrading } from '../helpers/manual-grading';
import { expect, test } from '../helpers/test';
import { take } from '../pictures/take';

/** Half of the hours until midnight by the course's clock, which is UTC's: due tonight, whenever tests run. */
function tonight(): number {
  const now = new Date();
  const midnight = Date.UTC(
    now.getUTCFullYear(),
    now.getUTCMonth(),
    now.getUTCDate() + 1
  );
  return (midnight - now.getTime()) / 3_600_000 / 2;
}

let due: IAssignment;
let byHand: IAssignment;
let lost: IAssignment;

test.beforeAll(async () => {
  lost = await release(named('Lost'));
  // What nobody else hands in: equal files are stored once. Tried again in the background, while the rest is looked at.
  await lose(await handIn(lost, 'diego', { '366': '"lost"' }));
  due = await release(named('Due tonight'), tonight());
  await handIn(due, 'chiara', {}, false);
  byHand = await release(named('By hand'), 48, SKY);
  await handInMany(byHand, SKY, SKY_ANSWER, ['It is the light of the sea.']);
});

// Students of other tests are not to be warned of it.
test.afterAll(() => close(due));

// Requests about grades lead to their list in requests.spec.ts.
test('what is to be done at Home leads to its list, without a mouse', async ({
  person
}) => {
  const page = await (await person(INSTRUCTOR)).logIn('services/autograde/');
  const root = page.getByRole('main');
  const formgrader = new Formgrader(root);
  const manual = new ManualGrading(root);
  const keys = new Keyboard(page);

  await test.step('who has not started what is due tonight is named', async () => {
    const todo = formgrader.todo(due.name, 'not started');
    await keys.use(todo.getByText('Who', { exact: true }));
    await expect(todo).toContainText('leo');
    await look(page, 'home-keyboard');
    await expectAccessible(page, '.jp-AutogradeFormgrader');
    await keys.use(todo.getByRole('button'));
    await expect(formgrader.tab('Students')).toHaveAttribute(
      'aria-selected',
      'true'
    );
    await expect(root).toContainText(
      /not started what is due tonight · Due tonight/
    );
    await expect(formgrader.row('leo')).toBeVisible();
    await expect(formgrader.row('chiara')).toHaveCount(0);
    await expect(formgrader.row(INSTRUCTOR)).toHaveCount(0);
    await look(page, 'home-due-list');
  });

  await test.step('one goes on from there, and back to Home', async () => {
    // Where the focus is: not at the beginning of the page.
    await expect(root.getByRole('tabpanel')).toBeFocused();
    await keys.tabTo(formgrader.tab('Students'), 'Shift+Tab');
    await keys.press('Home');
    await expect(formgrader.tab('Home')).toBeFocused();
  });

  await test.step('what waits for a person is graded at once', async () => {
    const todo = formgrader.todo(byHand.name, 'needs a manual grade');
    await keys.use(todo.getByRole('button'));
    await expect(manual.tab).toHaveAttribute('aria-selected', 'true');
    await expect(manual.answer).toContainText('the light of the sea');
    await keys.tabTo(manual.points);
    await keys.type('3');
    await keys.press('Enter');
    await expect(manual.question).toContainText('1 of 1 graded');
  });

  await test.step('and is not at Home any more', async () => {
    await keys.tabTo(manual.tab, 'Shift+Tab');
    await keys.press('Home');
    await expect(formgrader.todo(due.name, 'not started')).toBeVisible();
    await expect(formgrader.todo(byHand.name, 'manual grade')).toHaveCount(0);
  });

  await test.step('a grade that the platform refuses is there, and is sent again', async () => {
    await refusePassback(byHand);
    const todo = formgrader.todo(byHand.name, 'could not be passed back');
    await keys.use(todo.getByRole('button'));
    const list = root.getByRole('region', {
      name: 'Grades that could not be passed back'
    });
    const row = list.getByRole('row').filter({ hasText: 'crowd-01' });
    await expect(row).toContainText('The platform refused it.');
    await expect(row).toContainText('No user for course:block:crowd-01');
    // For the docs: the demo course has no platform.
    const size = page.viewportSize()!;
    await page.setViewportSize({ width: 1280, height: 800 });
    await take(page, 'formgrader-passback');
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectAccessible(page, '.jp-AutogradeFormgrader');
    await page.emulateMedia({ colorScheme: 'light' });
    await acceptPassback();
    await keys.tabTo(row.getByRole('checkbox'));
    await keys.press('Space');
    const send = list.getByRole('button', { name: 'Send 1 grade again' });
    await keys.use(send, 'Shift+Tab');
    await expect(list).toContainText('1 grade is on its way again.');
    const back = list.getByRole('button', { name: 'Back to Home' });
    await keys.use(back, 'Shift+Tab');
    await expect(formgrader.todo(due.name, 'not started')).toBeVisible();
    await expect(formgrader.todo(byHand.name, 'passed back')).toHaveCount(0);
  });

  await test.step('what could not be graded is listed, with the reason', async () => {
    const todo = formgrader.todo(lost.name, 'could not be graded');
    await keys.use(todo.getByRole('button'));
    await expect(formgrader.tab('Submissions')).toHaveAttribute(
      'aria-selected',
      'true'
    );
    await expect(formgrader.shown).toHaveValue('failed');
    await expect(formgrader.row('diego')).toBeVisible();
    await formgrader.row('diego').click();
    // Open by itself: it says why.
    await expect(
      formgrader.detail
        .locator('.jp-AutogradeLog-text')
        .filter({ hasText: 'try 3' })
    ).toBeVisible();
    await look(page, 'home-failed');
  });
});
