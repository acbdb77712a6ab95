import { expectAccessible } from '../helpers/axe';
import { CourseAssignments } from '../helpers/course-assignments';
import { Formgrader } from '../helpers/formgrader';
import {
  COURSE,
  handIn,
  lead,
  named,
  release,
  type IAssignment
} from '../helpers/hub';
import { look } from '../helpers/look';
import { expect, test } from '../helpers/test';

// Who leads a second course; everybody else knows of one.
const LEADER = named('vera');
const NEXT = named('data-102');

let assignment: IAssignment;
let untouched: IAssignment;

test.beforeAll(async () => {
  assignment = await release(named('Settings'));
  untouched = await release(named('Nobody began'));
  await handIn(assignment, 'ben');
  await lead(LEADER, NEXT);
});

test('lateness, attempts, extensions and what students see are set, and stay', async ({
  person
}) => {
  const page = await (await person(LEADER)).logIn('services/autograde/');
  const formgrader = new Formgrader(page.getByRole('main'));
  const pages = new CourseAssignments(formgrader.root);
  const open = async (): Promise<void> => {
    await formgrader.courses.selectOption({
      label: `${COURSE} · Data and programs`
    });
    await formgrader.show('Assignments');
    await pages.row(assignment.name).click();
    for (const title of [
      'Late submissions',
      'What students see',
      'Versions',
      'Extensions'
    ]) {
      await pages.part(title).locator('summary').first().click();
    }
  };
  const save = async (title: string): Promise<void> => {
    const button = pages.part(title).getByRole('button', { name: 'Save' });
    await button.click();
    await expect(button).toBeDisabled();
  };
  await open();

  const late = pages.part('Late submissions');
  await late.getByLabel('Policy').selectOption('its own');
  await late.getByRole('button', { name: 'Add a step' }).click();
  await late.getByLabel('Amount of step 1').fill('10');
  await late.getByLabel('How often step 1 counts').selectOption('each day');
  await late.getByLabel('Minutes of grace').fill('15');
  await save('Late submissions');
  const attempts = pages.part('Dates and attempts').getByLabel('Attempts');
  await attempts.fill('3');
  await save('Dates and attempts');
  const seen = pages.part('What students see');
  await seen.getByLabel('Hidden tests').selectOption('their names');
  await seen
    .getByLabel('Score')
    .selectOption('score after feedback is released');
  await save('What students see');
  const extensions = pages.part('Extensions');
  await extensions.getByLabel('Names').fill('ben, chiara');
  await extensions.getByLabel('Due for them').fill('2031-05-06T17:30');
  await extensions.getByLabel('More attempts').fill('2');
  await extensions.getByRole('button', { name: 'Give extension' }).click();
  const given = extensions.getByRole('list', { name: 'Extensions' });
  await expect(given.getByRole('listitem')).toHaveCount(2);
  await look(page, 'assignment-settings');
  await expectAccessible(page, '.jp-AutogradeFormgrader');

  await page.reload();
  await open();
  await expect(late).toContainText('10 % a day, 15 min of grace');
  await expect(attempts).toHaveValue('3');
  await expect(seen.getByLabel('Hidden tests')).toHaveValue('names');
  await expect(seen).toContainText('score after feedback is released');
  const bens = given.getByRole('listitem').filter({ hasText: 'ben' });
  await expect(bens).toContainText(/May 6.*2 more attempts/);
  await bens.getByRole('button', { name: /^Take back the/ }).click();
  await bens.getByRole('button', { name: 'Take back', exact: true }).click();
  await expect(given.getByRole('listitem')).toHaveText([/chiara/]);

  // Ben has handed in what he holds.
  await pages.button('Who holds version 1: 1').click();
  await expect(
    pages.pane.getByRole('region', { name: 'Students with version 1' })
  ).toContainText('ben (submitted)');

  // What somebody has handed in to can't be taken back; what nobody has, can.
  await pages.button('Unrelease…').click();
  const question = pages.question('Take the release back?');
  await expect(question).toContainText('1 student has handed in');
  await expect(question.getByRole('button', { name: 'Unrelease' })).toHaveCount(
    0
  );
  await pages.row(untouched.name).click();
  await pages.button('Unrelease…').click();
  await look(page, 'assignment-unrelease');
  await question.getByRole('button', { name: 'Unrelease' }).click();
  await expect(pages.row(untouched.name)).toContainText('Draft');
});

test('a course is copied to the next term, with its dates moved', async ({
  person
}) => {
  const page = await (await person(LEADER)).logIn('services/autograde/');
  const formgrader = new Formgrader(page.getByRole('main'));
  const pages = new CourseAssignments(formgrader.root);
  await formgrader.courses.selectOption({
    label: `${COURSE} · Data and programs`
  });
  await formgrader.show('Assignments');
  await expect(pages.row(assignment.name)).toBeVisible();
  await formgrader.root.getByRole('button', { name: 'Copy course…' }).click();
  await pages.pane.getByLabel('Shift by days').fill('182');
  await expect(pages.pane).toContainText('26 weeks: the weekdays stay');
  await pages.button('Preview').click();
  await expect(pages.pane).toContainText(`would be copied into “${NEXT}”`);
  await expect(pages.pane.getByRole('list', { name: 'Copies' })).toContainText(
    '→'
  );
  await look(page, 'course-copy');
  await pages.button('Copy now').click();
  await expect(pages.pane).toContainText(/^.*Copied \d+ assignments into/);
  await pages.button(`Show “${NEXT}”`).click();
  await expect(pages.row(assignment.name)).toContainText('Draft');
});
