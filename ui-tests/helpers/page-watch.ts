import type { Page, Response } from '@playwright/test';
import { gzipSync } from 'node:zlib';
import { hub } from './hub';

/** What the service's pages send and break while one walks through them. */
export interface IPageWatch {
  /** The policies that the pages came with, in the order of coming. */
  readonly policies: readonly string[];
  /** What the browser has refused because of them, on the page that is shown. */
  violations(): Promise<string[]>;
  /** Bytes of scripts and style sheets, each counted once. */
  packedBytes(): Promise<number>;
}

interface IWatched {
  refused?: string[];
}

/** Watch a page, from its next address on. */
export async function watchPage(page: Page): Promise<IPageWatch> {
  const policies: string[] = [];
  const parts = new Map<string, Response>();
  const own = `${hub().url}services/autograde/`;
  await page.addInitScript(() => {
    const watched = window as unknown as IWatched;
    watched.refused = [];
    document.addEventListener('securitypolicyviolation', event => {
      watched.refused?.push(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  page.on('response', answer => {
    const kind = answer.request().resourceType();
    if (!answer.ok() || !answer.url().startsWith(own)) {
      return;
    }
    if (kind === 'document') {
      policies.push(answer.headers()['content-security-policy'] ?? '');
    } else if (kind === 'script' || kind === 'stylesheet') {
      parts.set(answer.url(), answer);
    }
  });
  return {
    policies,
    violations: () =>
      page.evaluate(() => (window as unknown as IWatched).refused ?? []),
    packedBytes: async () => {
      const bodies = await Promise.all(
        [...parts.values()].map(answer => answer.body())
      );
      return bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
    }
  };
}
