import {
  INSTRUCTOR,
  OUTSIDER,
  handIn,
  hub,
  named,
  release
} from '../helpers/hub';
import { Formgrader } from '../helpers/formgrader';
import { look } from '../helpers/look';
import { expect, test } from '../helpers/test';

test('staff see the Formgrader on the page of the service, and what arrives', async ({
  person
}) => {
  const assignment = await release(named('On its own page'));
  await handIn(assignment, 'ben', { '366': '365' });

  const page = await (await person(INSTRUCTOR)).logIn('services/autograde/');
  await page.waitForURL(`${hub().url}services/autograde/`);
  const formgrader = new Formgrader(page.getByRole('main'));
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
});

test('who teaches nothing is told so', async ({ person }) => {
  const page = await (await person(OUTSIDER)).logIn('services/autograde/');
  await expect(page.getByRole('main')).toContainText('You teach no course.');
  await look(page, 'standalone-nobody');
});
