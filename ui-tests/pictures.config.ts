import { defineConfig } from '@playwright/test';
import tests from './playwright.config';

/** `make pictures`: the pictures of the docs, of the demo course. */
export default defineConfig({
  ...tests,
  testDir: './pictures',
  globalSetup: './pictures/global-setup.ts',
  // One hub with the demo course.
  workers: 1,
  reporter: [['list']],
  use: { ...tests.use, viewport: { width: 1280, height: 800 } }
});
