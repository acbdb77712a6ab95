import { readFile } from 'node:fs/promises';
import type { Locator } from '@playwright/test';
import { expectAccessible } from '../helpers/axe';
import {
  chooseTheme,
  COURSE,
  INSTRUCTOR,
  named,
  release
} from '../helpers/hub';
import { Keyboard } from '../helpers/keyboard';
import type { LabPage } from '../helpers/lab-page';
import { LiveClassroom } from '../helpers/live-classroom';
import { look } from '../helpers/look';
import { expect, test } from '../helpers/test';

const FIRST = 'amara';
const SECOND = 'ben';

/** Milliseconds after which a save that has not appeared counts as lost. */
const LOST = 20_000;

test.afterAll(() => chooseTheme(INSTRUCTOR, 'light'));

test('two students save and fail differently, and both appear without a reload', async ({
  person
}) => {
  // Three servers, two kernels.
  test.slow();
  const { name } = await release(named('Live'));

  const teacher = await (await person(INSTRUCTOR)).lab();
  const page = await (
    await person(INSTRUCTOR)
  ).logIn('services/autograde/live');
  const own = new LiveClassroom(page.getByRole('main'));
  const classrooms = {
    'the lab': teacher.live,
    'the page of the service': own
  };

  await test.step('the instructor switches it on', async () => {
    await teacher.openLive();
    await expect(teacher.live.root).toContainText('is off');
    await look(teacher.page, 'live-off');
    await teacher.live.switchButton('on').click();
    await expect(teacher.dialog).toContainText('Students are told so');
    await expect(teacher.dialog).toContainText('It is kept for 14 days.');
    await look(teacher.page, 'live-switch');
    await teacher.dialogButton('Switch on').click();
    for (const classroom of Object.values(classrooms)) {
      await expect(classroom.switchButton('off')).toBeVisible();
    }
  });

  const students =
    await test.step('two students fetch, and are told', async () => {
      const labs: Record<string, LabPage> = {};
      for (const student of [FIRST, SECOND]) {
        const lab = await (await person(student)).lab();
        await lab.openAssignments();
        await expect(lab.assignments.root).toContainText(
          `Staff of ${COURSE} can see your notebooks of its assignments`
        );
        await lab.assignments.fetchButton(name).click();
        await expect(lab.pill).toHaveText('Draft');
        await lab.pill.click();
        await expect(lab.details).toContainText(
          `Staff of ${COURSE} can see this notebook when you save it.`
        );
        await look(lab.page, `live-${student}-is-told`);
        await lab.page.keyboard.press('Escape');
        labs[student] = lab;
      }
      return labs;
    });

  const save = async (student: string, code: string, error: string) => {
    const lab = students[student];
    await lab.replaceCell('answer = ...', code);
    await lab.run(code);
    await expect(lab.cell(code)).toContainText(error);
    const rows = Object.entries(classrooms).map(
      ([where, classroom]) =>
        [where, classroom.row(student).filter({ hasText: error })] as const
    );
    const start = performance.now();
    await lab.save();
    await Promise.all(
      rows.map(async ([where, row]) => {
        await row.waitFor({ timeout: LOST });
        const seconds = ((performance.now() - start) / 1000).toFixed(2);
        test.info().annotations.push({
          type: 'seen after seconds',
          description: `${student} on ${where}: ${seconds}`
        });
      })
    );
  };

  await test.step('both save, and both appear with their errors', async () => {
    await save(FIRST, 'answer = days_of_year', 'NameError');
    await save(SECOND, 'answer = 366 / 0', 'ZeroDivisionError');
  });

  await test.step('the summary counts them, and shows who has an error', async () => {
    for (const classroom of Object.values(classrooms)) {
      await expect(classroom.assignment(name)).toContainText(
        /2 working|[12] stuck/
      );
      await classroom.root
        .getByRole('button', { name: /ZeroDivisionError.*Show who/ })
        .click();
      await expect(classroom.row(FIRST)).toHaveCount(0);
      await expect(classroom.row(SECOND)).toBeVisible();
      await classroom.search.fill('');
      await expect(classroom.row(FIRST)).toBeVisible();
    }
  });

  await test.step('the end of a notebook is read by keyboard only', async () => {
    for (const { root, search, table, tail } of Object.values(classrooms)) {
      const keys = new Keyboard(root.page());
      await search.focus();
      await keys.tabTo(table);
      await keys.press('Home');
      await expect(tail.getByRole('heading')).toHaveText(FIRST);
      await keys.press('ArrowDown');
      await expect(tail.getByRole('heading')).toHaveText(SECOND);
      await expect(tail).toContainText('answer = 366 / 0');
    }
    await look(teacher.page, 'live-lab-light');
    await look(page, 'live-page-light');
    await expectAccessible(teacher.page, '.jp-AutogradeLive');
    await expectAccessible(page, 'body');
  });

  await test.step('another save shows in the open end', async () => {
    const { tail } = teacher.live;
    await teacher.live.row(SECOND).click();
    await expect(tail).toContainText('ZeroDivisionError');
    const lab = students[SECOND];
    await lab.replaceCell('366 / 0', 'answer = 366; "mended"');
    await lab.run('mended');
    await lab.save();
    await expect(tail).toContainText("'mended'");
    await expect(tail).not.toContainText('ZeroDivisionError');
  });

  await test.step('all ends go into one file', async () => {
    for (const classroom of Object.values(classrooms)) {
      const text = await download(classroom.exportLink);
      for (const student of [FIRST, SECOND]) {
        expect(text).toContain(`<h2 id="${student}">`);
      }
      expect(text).toContain('days_of_year');
      expect(text).not.toContain('<script');
    }
  });

  await test.step('the page leads to the Formgrader and back', async () => {
    await page.getByRole('link', { name: 'Formgrader' }).click();
    await expect(
      page.getByRole('heading', { level: 1, name: 'Formgrader' })
    ).toBeVisible();
    await page.getByRole('link', { name: 'Live classroom' }).click();
    await own.assignment(name).click();
    await expect(own.row(FIRST)).toContainText('NameError');
  });

  await test.step('who has the same error for long is stuck', async () => {
    for (const classroom of Object.values(classrooms)) {
      // A quarter of a minute on this hub, and the page asks twice a minute.
      await expect(classroom.row(FIRST)).toContainText(/Stuck \d+ min/, {
        timeout: 60_000
      });
      await expect(classroom.row(SECOND)).toContainText('Working');
    }
  });

  await test.step('it can be read in the dark, and where there is little room', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await own.row(FIRST).click();
    await expect(own.tail).toContainText('days_of_year');
    await look(page, 'live-page-dark');
    await expectAccessible(page, 'body');
    await page.setViewportSize({ width: 640, height: 700 });
    await look(page, 'live-page-narrow');

    await chooseTheme(INSTRUCTOR, 'dark');
    const lab = await (await person(INSTRUCTOR)).lab();
    await lab.openLive();
    await lab.live.assignment(name).click();
    await lab.live.row(FIRST).click();
    await expect(lab.live.tail).toContainText('days_of_year');
    await look(lab.page, 'live-lab-dark');
    await expectAccessible(lab.page, '.jp-AutogradeLive');
  });

  await test.step('switched off on the page, it is off in the lab', async () => {
    await own.switchButton('off').click();
    const question = page.getByRole('dialog');
    await expect(question).toContainText('is deleted');
    await question.getByRole('button', { name: 'Switch off' }).click();
    for (const classroom of Object.values(classrooms)) {
      await expect(classroom.root).toContainText('is off');
    }
    const lab = students[FIRST];
    await expect(lab.assignments.root).not.toContainText('can see');
  });
});

/** What a link downloads. */
async function download(link: Locator): Promise<string> {
  const waiting = link.page().waitForEvent('download');
  await link.click();
  const file = await waiting;
  return readFile(await file.path(), 'utf8');
}
