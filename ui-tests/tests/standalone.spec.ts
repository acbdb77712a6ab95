import { CourseAssignments } from '../helpers/course-assignments';
import {
  INSTRUCTOR,
  OUTSIDER,
  handIn,
  hub,
  named,
  release,
  type IAssignment
} from '../helpers/hub';
import { Formgrader } from '../helpers/formgrader';
import { Keyboard } from '../helpers/keyboard';
import { look } from '../helpers/look';
import { watchPage } from '../helpers/page-watch';
import { expect, test } from '../helpers/test';

test('staff see the Formgrader on the page of the service, and what arrives', async ({
  person
}) => {
  const assignment = await release(named('On its own page'));
  await handIn(assignment, 'ben', { '366': '365' });

  const page = await (await person(INSTRUCTOR)).logIn('services/autograde/');
  await page.waitForURL(`${hub().url}services/autograde/**`);
  const formgrader = new Formgrader(page.getByRole('main'));
  await formgrader.show('Submissions');
  await formgrader.assignment(assignment.name).click();
  await expect(formgrader.row('ben')).toContainText('3/5');
  await formgrader.row('ben').click();
  await expect(formgrader.question('q1')).toContainText('0/2');
  await expect(formgrader.question('q2')).toContainText('3/3');

  await handIn(assignment, 'chiara');
  await expect(formgrader.row('chiara')).toContainText('5/5');
  await look(page, 'standalone-formgrader');

  await page.getByRole('button', { name: 'Grade again…' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: 'Grade again' })
    .click();
  await expect(
    formgrader.detail.getByRole('combobox', { name: 'Grade of' })
  ).toBeVisible();
  await expect(formgrader.row('ben')).toContainText('3/5');

  // Notebooks are read here, and not made: nobody's files can be reached.
  const assignments = new CourseAssignments(page.getByRole('main'));
  await formgrader.show('Assignments');
  await assignments.row(assignment.name).click();
  await expect(assignments.pane).toContainText('Versions');
  await expect(
    page.getByRole('button', { name: /notebook|new version/i })
  ).toHaveCount(0);
});

/** What all of a page may weigh when it is packed. */
const MOST_BYTES = 1_500_000;

test('every page is behind the login, keeps a strict policy, is light, and needs no mouse', async ({
  person
}) => {
  const instructor = await person(INSTRUCTOR);
  const page = await instructor.context.newPage();
  const watch = await watchPage(page);
  const address = `${hub().url}services/autograde/live`;
  await page.goto(address);
  expect(new URL(page.url()).pathname).toBe('/hub/login');
  await instructor.signIn(page);
  await page.waitForURL(address);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'Live classroom'
  );

  const keys = new Keyboard(page);
  await keys.use(page.getByRole('link', { name: 'Formgrader' }));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'Formgrader'
  );
  const tabs = page.getByRole('main').getByRole('tab');
  await keys.tabTo(tabs.first());
  const names = await tabs.allTextContents();
  for (const [place, name] of names.entries()) {
    await expect(tabs.nth(place), name).toBeFocused();
    await expect(page.getByRole('tabpanel', { name })).not.toBeEmpty();
    await expect(page.getByRole('tabpanel')).not.toContainText('Loading');
    // By the Tab key one comes into the page, not past it.
    await keys.press('Tab');
    await expect(page.getByRole('tabpanel', { name })).toBeFocused();
    await keys.tabTo(tabs.nth(place), 'Shift+Tab');
    await keys.press('ArrowRight');
  }
  await expect(tabs.first()).toBeFocused();

  expect(await watch.violations()).toEqual([]);
  expect(watch.policies).toHaveLength(2);
  for (const policy of watch.policies) {
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  }
  expect(await watch.packedBytes()).toBeLessThan(MOST_BYTES);
});

test.describe('the Formgrader can be read', () => {
  let assignment: IAssignment;
  test.beforeAll(async () => {
    assignment = await release(named('Narrow'));
    await handIn(assignment, 'ben');
  });

  // 400 pixels: 800 at a magnification of 200 %.
  for (const width of [1280, 960, 800, 640, 400]) {
    test(`where the page is ${width} pixels wide`, async ({ person }) => {
      const page = await (
        await person(INSTRUCTOR)
      ).logIn('services/autograde/');
      await page.setViewportSize({ width, height: 600 });
      const formgrader = new Formgrader(page.getByRole('main'));
      await formgrader.show('Submissions');
      await formgrader.assignment(assignment.name).click();
      const row = formgrader.row('ben');
      await expect(row).toContainText('5/5');
      await row.click();
      await expect(formgrader.question('q2')).toContainText('3/3');
      await look(page, `standalone-${width}`);

      const score = row.getByRole('gridcell').last();
      await score.scrollIntoViewIfNeeded();
      // Places are fractions of pixels.
      await expect(score).toBeInViewport({ ratio: 0.99 });
      for (const part of [
        ...(await row.getByRole('gridcell').all()),
        ...(await formgrader.root.getByRole('columnheader').all())
      ]) {
        expect(await part.evaluate(cut), String(part)).toBe(false);
      }
      const title = await formgrader.courses.evaluate(textWidth);
      const box = await formgrader.courses.boundingBox();
      expect(box?.width).toBeGreaterThan(title);
      await formgrader.question('q2').scrollIntoViewIfNeeded();
      await expect(formgrader.question('q2')).toBeInViewport();
      await look(page, `standalone-${width}-detail`);
    });
  }
});

/** Whether some of what is in an element can't be seen. */
function cut(node: Element): boolean {
  return node.scrollWidth > node.clientWidth;
}

/** Pixels that the chosen title takes. */
function textWidth(node: Element): number {
  const select = node as HTMLSelectElement;
  const paint = document.createElement('canvas').getContext('2d')!;
  paint.font = getComputedStyle(select).font;
  return paint.measureText(select.selectedOptions[0].text).width;
}

test('who teaches nothing is told so', async ({ person }) => {
  const page = await (await person(OUTSIDER)).logIn('services/autograde/');
  await expect(page.getByRole('main')).toContainText('You teach no course.');
  await look(page, 'standalone-nobody');
});
