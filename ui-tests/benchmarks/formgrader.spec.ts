import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { Formgrader } from '../helpers/formgrader';
import {
  crowd,
  handIn,
  INSTRUCTOR,
  named,
  release,
  type ICrowd
} from '../helpers/hub';
import { look } from '../helpers/look';
import { expect, test } from '../helpers/test';

const STUDENTS = Number(process.env.AUTOGRADE_STUDENTS ?? 1000);
const OUT =
  process.env.AUTOGRADE_BENCHMARK ??
  resolve(__dirname, '..', 'test-results', 'formgrader.json');

/** How often each thing is measured; the median counts. */
const TIMES = 5;

/** Steps of scrolling, each of some pages. */
const STEPS = 60;

/** Milliseconds, but for the counts. */
interface IFigures {
  rows: number;
  /** From the end of the table's answer to the first row in the page. */
  open: number;
  sort: number;
  filter: number;
  search: number;
  select: number;
  /** Steps after which a part of the table was empty. */
  blanks: number;
  steps: number;
}

const figures: Record<string, IFigures> = {};
let made: ICrowd;

test.beforeAll(async () => {
  test.setTimeout(900_000);
  const like = await release(named('To be copied'));
  await handIn(like, 'ben');
  made = await crowd(like, STUDENTS);
});

test.afterAll(() => {
  mkdirSync(dirname(OUT), { recursive: true });
  writeFileSync(OUT, JSON.stringify(figures));
});

test('on the page of the service', async ({ person }) => {
  const page = await (await person(INSTRUCTOR)).logIn('services/autograde/');
  const formgrader = new Formgrader(page.getByRole('main'));
  figures.page = await measure(page, formgrader);
  await look(page, 'formgrader-crowd');
});

test('in JupyterLab', async ({ person }) => {
  const lab = await (await person(INSTRUCTOR)).lab();
  await lab.openFormgrader();
  figures.lab = await measure(lab.page, lab.formgrader);
  await look(lab.page, 'formgrader-crowd-lab');
});

async function measure(page: Page, formgrader: Formgrader): Promise<IFigures> {
  const { root } = formgrader;
  const grid = root.getByRole('grid');
  const rows = async (count: number): Promise<void> => {
    await expect(grid).toHaveAttribute('aria-rowcount', String(count + 1));
  };
  await formgrader.courses.selectOption({ value: made.course_id });
  await formgrader.show('Submissions');
  await expect(formgrader.assignment('week 5')).toBeVisible();
  await expect(grid).toBeVisible();

  const open = await median(async () => {
    await formgrader.assignment('week 5').click();
    await rows(STUDENTS);
    const all = formgrader.assignment('All assignments');
    const taken = await all.evaluate(untilFirstRow);
    await rows(STUDENTS * 5);
    return taken;
  });
  await root.getByRole('checkbox', { name: /^Only the newest/ }).uncheck();
  await rows(made.submissions);

  const student = root.getByRole('button', { name: /^Student/ });
  const score = root.getByRole('button', { name: /^Score/ });
  const sort = await median(async () =>
    Math.max(
      await student.evaluate(clickToPaint),
      await score.evaluate(clickToPaint)
    )
  );
  const filter = await median(async () => {
    const failed = await formgrader.shown.evaluate(chooseToPaint, 'failed');
    return Math.max(failed, await formgrader.shown.evaluate(chooseToPaint, ''));
  });
  const search = await median(async () => {
    const box = root.getByRole('searchbox');
    const found = await box.evaluate(typeToPaint, '0099');
    return Math.max(found, await box.evaluate(typeToPaint, ''));
  });
  const everything = root.getByRole('checkbox', { name: 'Select all rows' });
  const select = await median(async () =>
    Math.max(
      await everything.evaluate(clickToPaint),
      await everything.evaluate(clickToPaint)
    )
  );
  const blanks = await grid.evaluate(scrollThrough, STEPS);
  return {
    rows: made.submissions,
    open,
    sort,
    filter,
    search,
    select,
    blanks,
    steps: STEPS
  };
}

async function median(once: () => Promise<number>): Promise<number> {
  const taken: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    taken.push(await once());
  }
  return taken.sort((a, b) => a - b)[Math.floor(TIMES / 2)];
}

// What follows runs in the browser: each function stands alone.

/** Click; milliseconds from the end of the answer with the table to the frame that shows its first row. */
async function untilFirstRow(button: Element): Promise<number> {
  performance.clearResourceTimings();
  (button as HTMLElement).click();
  const frame = (): Promise<number> =>
    new Promise(done => requestAnimationFrame(done));
  // The table from before goes away first.
  while (document.querySelector('.jp-AutogradeTable-row')) {
    await frame();
  }
  while (!document.querySelector('.jp-AutogradeTable-row')) {
    await frame();
  }
  await new Promise(done => setTimeout(done));
  const shown = performance.now();
  const answer = performance
    .getEntriesByType('resource')
    .filter(({ name }) => /\/courses\/\w+\/submissions/.test(name))
    .at(-1) as PerformanceResourceTiming;
  return shown - answer.responseEnd;
}

/** Click; milliseconds until the next frame is painted. */
async function clickToPaint(node: Element): Promise<number> {
  const start = performance.now();
  (node as HTMLElement).click();
  await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}

/** Choose an option; as `clickToPaint`. */
async function chooseToPaint(node: Element, value: string): Promise<number> {
  const start = performance.now();
  (node as HTMLSelectElement).value = value;
  node.dispatchEvent(new Event('change', { bubbles: true }));
  await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}

/** Put a text into a box; as `clickToPaint`. */
async function typeToPaint(node: Element, text: string): Promise<number> {
  const start = performance.now();
  // React hears of it only when its own setter is passed over.
  Object.getOwnPropertyDescriptor(
    HTMLInputElement.prototype,
    'value'
  )!.set!.call(node, text);
  node.dispatchEvent(new Event('input', { bubbles: true }));
  await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}

/** Scroll by many rows a frame; in how many of the frames some part of the table was empty. */
async function scrollThrough(grid: Element, steps: number): Promise<number> {
  const body = grid.querySelector('.jp-AutogradeTable-body')!;
  const frame = (): Promise<number> =>
    new Promise(done => requestAnimationFrame(done));
  const far = body.scrollHeight - body.clientHeight;
  let blanks = 0;
  for (let step = 1; step <= steps; step++) {
    body.scrollTop = (far * step) / steps;
    // The frame of the scrolling, and the end of it.
    await frame();
    await new Promise(done => setTimeout(done));
    const { left, top, width, height } = body.getBoundingClientRect();
    const shares = [0.02, 0.25, 0.5, 0.75, 0.98];
    const covered = shares.every(share =>
      document
        .elementFromPoint(left + width / 2, top + height * share)
        ?.closest('.jp-AutogradeTable-row')
    );
    if (!covered) {
      blanks += 1;
    }
  }
  return blanks;
}
