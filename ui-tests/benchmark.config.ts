import base from './playwright.config';

/** What `python -m benchmarks.formgrader` runs: one hub and a browser, as in the tests. */
export default {
  ...base,
  testDir: './benchmarks',
  workers: 1,
  timeout: 600_000
};
