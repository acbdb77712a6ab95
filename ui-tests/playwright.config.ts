import { existsSync } from 'node:fs';

import baseConfig from '@jupyterlab/galata/lib/playwright-config';
import { defineConfig } from '@playwright/test';

/**
 * The system's Chromium where there is one; elsewhere Playwright's own
 * (`jlpm playwright install chromium`). Playwright's channels look for other builds.
 */
function chromium(): string | undefined {
  const candidates = [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome'
  ];
  return candidates.find(path => path !== undefined && existsSync(path));
}

const port = process.env.AUTOGRADE_UI_PORT ?? '8898';
const baseURL = `http://localhost:${port}`;
// Set by `make test`, which draws the port and reads the result; else Galata's place.
const report = process.env.AUTOGRADE_UI_REPORT ?? 'test-results/report.json';

export default defineConfig({
  ...baseConfig,
  testDir: './tests',
  forbidOnly: !!process.env.CI,
  fullyParallel: false,
  // One server, one user: tests that ran side by side would see each other's files.
  workers: 1,
  retries: 0,
  reporter: [['list'], ['json', { outputFile: report }]],
  use: {
    ...baseConfig.use,
    baseURL,
    // Recording needs an ffmpeg of Playwright's own; the trace shows more.
    video: 'off',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: chromium(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync'
      ]
    }
  },
  webServer: {
    command: 'jlpm start',
    url: `${baseURL}/lab`,
    timeout: 120_000,
    // Never somebody else's server on this port.
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 }
  }
});
