import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';
import { ADDRESS } from './helpers/hub';

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

export default defineConfig({
  testDir: './tests',
  // Starts the hubs, and ends them.
  globalSetup: './global-setup.ts',
  forbidOnly: !!process.env.CI,
  fullyParallel: false,
  // Each has a hub of its own, where nobody else stops the service. One leaves two cores idle for a third of the
  // time; tests that ran side by side on one hub would meet each other's people.
  workers: process.env[ADDRESS] ? 1 : 2,
  retries: 0,
  // On two busy cores a server takes half a minute to start.
  timeout: 180_000,
  expect: { timeout: 45_000 },
  reporter: [
    ['list'],
    [
      'json',
      {
        // Set by `make test`, which reads the result.
        outputFile:
          process.env.AUTOGRADE_UI_REPORT ?? 'test-results/report.json'
      }
    ]
  ],
  use: {
    viewport: { width: 1440, height: 900 },
    actionTimeout: 45_000,
    navigationTimeout: 90_000,
    // Recording needs an ffmpeg of Playwright's own; the trace shows more.
    video: 'off',
    // Pictures of every moment cost processor time in every test; the trace has the page's elements, and the end is
    // shown. CI hands no trace out, and is spared the copies of the page before and after each step.
    trace: {
      mode: process.env.CI ? 'off' : 'retain-on-failure',
      screenshots: false,
      snapshots: true,
      sources: true
    },
    screenshot: 'only-on-failure',
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
  }
});
