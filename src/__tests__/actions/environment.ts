import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { Busy, IActionEnvironment } from '../../actions/environment';
import { SubmissionNotices } from '../../actions/notices';
import { english } from '../../english';
import { FakeClient } from '../fake-client';
import { live } from '../live';

/** An environment without open documents. */
export function environment(
  change: Partial<Omit<IActionEnvironment, 'open'>> = {}
) {
  const { events } = live();
  const documents: Pick<IDocumentManager, 'findWidget'> = {
    findWidget: () => undefined
  };
  return {
    client: new FakeClient(),
    live: events,
    documents: documents as IDocumentManager,
    openDocuments: () => [],
    notices: new SubmissionNotices({
      live: events,
      trans: english,
      tellsSent: () => true,
      isInHand: () => false
    }),
    trans: english,
    open: jest.fn<void, [path: string, beside?: string]>(),
    pickNotebook: () => Promise.resolve(null),
    opensByItself: true,
    ...change
  };
}

/** Work without a view that would be busy. */
export const atOnce: Busy = work => work();
