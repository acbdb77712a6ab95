import base from './playwright.config';

/** What `python -m benchmarks.formgrader` runs: one hub and a browser, as in the tests. */
export default { ...base, testDir: './benchmarks', timeout: 600_000 };
